using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Asks every replica of a resource for a path, and keeps traffic from those that don't answer as expected.</summary>
internal sealed class HttpHealthCheck(EndpointAnnotation endpoint, string path, int expectedStatus) : IHealthCheck
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(1), AllowAutoRedirect = false });

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failures = await Task.WhenAll(endpoint.Targets.Select(t => CheckAsync(t, cancellationToken)));
        var first = failures.FirstOrDefault(f => f is not null);
        return first is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(first);
    }

    private async Task<string?> CheckAsync(ReplicaTarget target, CancellationToken cancellationToken)
    {
        var failure = await AskAsync(new Uri($"{endpoint.UriScheme}://{endpoint.TargetHost}:{target.Port}{path}"), cancellationToken);
        target.IsHealthy = failure is null;
        return failure;
    }

    private async Task<string?> AskAsync(Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await Client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (int)response.StatusCode == expectedStatus ? null : $"{address} answered {(int)response.StatusCode}.";
        }
        catch (HttpRequestException e)
        {
            return $"{address}: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"{address} did not answer in time.";
        }
    }
}
