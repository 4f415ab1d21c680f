using LearningPlatform.Core.Data;
using LearningPlatform.Core.Files;
using Npgsql;

namespace LearningPlatform.Api.Startup;

/// <summary>
/// Brings the stores up to this build before the service calls itself ready: schema, then what modules registered as
/// <see cref="IStartupTask"/>. A store that is away is waited for; a schema that does not fit ends the start.
/// </summary>
internal sealed class DatabaseStartup(
    Migrator migrator,
    ObjectStorage storage,
    StartupState state,
    IServiceScopeFactory scopes,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<DatabaseStartup> logger) : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await UntilReachableAsync(token => migrator.MigrateAsync(token), stoppingToken);
            await UntilReachableAsync(RunTasksAsync, stoppingToken);
            state.Done();
            // Pictures wait for their store, the rest of the platform does not.
            await UntilReachableAsync(token => storage.EnsureBucketsAsync(Buckets.All, token), stoppingToken);
        }
        catch (SchemaMismatchException exception)
        {
            logger.LogCritical("{Reason}", exception.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }

    private async Task RunTasksAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        foreach (var task in scope.ServiceProvider.GetServices<IStartupTask>())
        {
            await task.RunAsync(cancellationToken);
        }
    }

    private async Task UntilReachableAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await work(cancellationToken);
                return;
            }
            catch (Exception exception) when (IsAway(exception))
            {
                logger.LogWarning("A store is not reachable yet: {Reason}", exception.Message);
                await Task.Delay(RetryAfter, time, cancellationToken);
            }
        }
    }

    private static bool IsAway(Exception exception) =>
        exception is NpgsqlException { IsTransient: true } or HttpRequestException or TimeoutException
        || exception.InnerException is { } inner && IsAway(inner);
}

/// <summary>Whether the stores are up to this build.</summary>
internal sealed class StartupState
{
    private volatile bool _done;

    /// <summary>Throws until they are: the shape that a health probe has.</summary>
    public Task EnsureDone() =>
        _done ? Task.CompletedTask : Task.FromException(new InvalidOperationException("The schema is being brought up to this build."));

    public void Done() => _done = true;
}

/// <summary>Something a module does once the schema stands; it must be safe to repeat and to run on several replicas at once.</summary>
public interface IStartupTask
{
    Task RunAsync(CancellationToken cancellationToken);
}
