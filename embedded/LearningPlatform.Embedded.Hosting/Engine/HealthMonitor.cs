using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Runs a resource's health checks while it runs: often until it is healthy, then every five seconds.</summary>
internal sealed class HealthMonitor(IResource resource, EngineContext engine)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> _keys = [.. resource.Annotations.OfType<HealthCheckAnnotation>().Select(a => a.Key)];

    /// <summary>The reports of a resource that has just started.</summary>
    public ImmutableArray<HealthReportSnapshot> NotCheckedYet =>
        [.. _keys.Select(k => new HealthReportSnapshot(k, Status: null, Description: null, ExceptionText: null))];

    /// <summary>Ends, without an error, when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count == 0)
        {
            return;
        }

        try
        {
            while (true)
            {
                var isHealthy = await CheckAsync(cancellationToken);
                await Task.Delay(isHealthy ? WhileHealthy : WhileUnhealthy, engine.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The resource is being stopped.
        }
    }

    private async Task<bool> CheckAsync(CancellationToken cancellationToken)
    {
        if (!engine.Notifications.TryGetCurrentState(resource.Name, out var current) || current.Snapshot.State?.Text != KnownResourceStates.Running)
        {
            return false;
        }

        var report = await engine.Health.CheckHealthAsync(r => _keys.Contains(r.Name), cancellationToken);
        Publish([.. report.Entries.Select(e => new HealthReportSnapshot(e.Key, e.Value.Status, e.Value.Description, e.Value.Exception?.Message))], current.Snapshot);
        return report.Status == HealthStatus.Healthy;
    }

    /// <summary>Reports of a process that has been replaced meanwhile say nothing of the new one.</summary>
    private void Publish(ImmutableArray<HealthReportSnapshot> reports, CustomResourceSnapshot checkedThen) => _ = engine.Notifications.PublishUpdateAsync(
        resource, s => s.StartTimeStamp != checkedThen.StartTimeStamp || s.HealthReports.SequenceEqual(reports) ? s : s with { HealthReports = reports });
}
