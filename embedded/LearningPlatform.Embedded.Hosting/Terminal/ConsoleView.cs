using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>The AppHost's console: a table once everything is up (or something failed), then every resource's log and changes of state.</summary>
internal sealed class ConsoleView(EngineContext engine, DashboardAddress? dashboard) : BackgroundService
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, string> _lastStates = new(StringComparer.Ordinal);
    private readonly ResourceColors _colors = new(engine.Model.Resources.Select(r => r.Name));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Parameters have no life worth showing.
        var shown = engine.Model.Resources.Where(r => r is not ParameterResource).ToList();
        Console.WriteLine($"Starting {string.Join(", ", shown.Select(r => r.Name))} …");
        try
        {
            await WaitUntilSettledAsync(shown, stoppingToken);
            Console.WriteLine(ResourceTable.Render(shown, engine.Notifications, dashboard, _colors));
            engine.Logs.OnLine = WriteLine;
            await ShowChangesAsync(shown, stoppingToken);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("Stopping …");
        }
        finally
        {
            engine.Logs.OnLine = null;
        }
    }

    private async Task WaitUntilSettledAsync(List<IResource> shown, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestSilence);
        try
        {
            await foreach (var _ in engine.Notifications.WatchAsync(patience.Token))
            {
                var snapshots = shown.Select(Snapshot).ToList();
                if (snapshots.All(IsUp) || snapshots.Any(HasFailed))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Long enough: what is there is shown as it is.
        }

        foreach (var failed in shown.Where(r => HasFailed(Snapshot(r))))
        {
            Console.WriteLine(engine.Logs.Tail(failed.Name, lines: 30));
        }
    }

    private async Task ShowChangesAsync(List<IResource> shown, CancellationToken cancellationToken)
    {
        await foreach (var change in engine.Notifications.WatchAsync(cancellationToken))
        {
            if (!shown.Contains(change.Resource))
            {
                continue;
            }

            var state = ResourceTable.Describe(change.Snapshot);
            var isNew = !_lastStates.TryGetValue(change.ResourceId, out var last);
            _lastStates[change.ResourceId] = state;
            if (!isNew && last != state)
            {
                var why = change.Snapshot.HealthReports.FirstOrDefault(r => r.Status == HealthStatus.Unhealthy)?.Description;
                WriteLine(change.ResourceId, new LogLine(0, $"is {state}{(state == ResourceTable.Unhealthy && why is not null ? $": {why}" : "")}", IsErrorMessage: false));
            }
        }
    }

    private void WriteLine(string resource, LogLine line) => Console.WriteLine($"{_colors.Prefix(resource)} {line.Content}");

    private CustomResourceSnapshot? Snapshot(IResource resource) =>
        engine.Notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot : null;

    private static bool IsUp(CustomResourceSnapshot? snapshot) =>
        snapshot?.HealthStatus == HealthStatus.Healthy || snapshot?.State?.Text == KnownResourceStates.Finished;

    private static bool HasFailed(CustomResourceSnapshot? snapshot) =>
        snapshot?.State?.Text == KnownResourceStates.FailedToStart || snapshot?.Restarts > 0;
}
