using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.ServiceDefaults.Health;

/// <summary>
/// At a stop the service first says that it is not ready, then (<c>Shutdown:DrainSeconds</c>, 0 by default) goes on serving until
/// load balancers have noticed, and only then stops listening and finishes what runs.
/// </summary>
internal sealed class Draining(HealthMonitor health, IConfiguration configuration, TimeProvider time) : IHostedLifecycleService
{
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        health.IsStopping = true;
        var pause = TimeSpan.FromSeconds(configuration.GetValue("Shutdown:DrainSeconds", 0));
        await Task.Delay(pause, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
