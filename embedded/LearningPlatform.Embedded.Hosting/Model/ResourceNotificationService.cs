using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells what state each resource is in, and waits for states.</summary>
public class ResourceNotificationService
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, ResourceEvent> _current = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<ChannelWriter<ResourceEvent>> _subscribers = [];
    private readonly ResourceLoggerService _logs;
    private readonly DistributedApplicationModel _model;

    internal ResourceNotificationService(ResourceLoggerService logs, DistributedApplicationModel model)
    {
        _logs = logs;
        _model = model;
    }

    /// <summary>What a wait does when the resource fails, where the caller doesn't say. Without a dashboard it stops, as in Aspire.</summary>
    internal WaitBehavior DefaultWaitBehavior { get; set; } = WaitBehavior.StopOnResourceUnavailable;

    public bool TryGetCurrentState(string resourceId, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent)
    {
        lock (_lock)
        {
            return _current.TryGetValue(resourceId, out resourceEvent);
        }
    }

    public Task PublishUpdateAsync(IResource resource, Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory)
    {
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_lock)
        {
            var before = _current.TryGetValue(resource.Name, out var last) ? last.Snapshot : Unknown(resource);
            var after = stateFactory(before);
            if (last is null || after != before)
            {
                var change = new ResourceEvent(resource, resource.Name, after);
                _current[resource.Name] = change;
                _subscribers.ForEach(s => s.TryWrite(change));
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>The current state of every resource, then each change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        ResourceEvent[] known;
        lock (_lock)
        {
            known = [.. _current.Values];
            _subscribers.Add(channel.Writer);
        }

        try
        {
            foreach (var change in known)
            {
                yield return change;
            }

            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _subscribers.Remove(channel.Writer);
            }
        }
    }

    /// <summary>Waits for a state; for <see cref="KnownResourceStates.Running"/> when none is given.</summary>
    public Task WaitForResourceAsync(string resourceName, string? targetState = null, CancellationToken cancellationToken = default) =>
        WaitForResourceAsync(resourceName, [targetState ?? KnownResourceStates.Running], cancellationToken);

    /// <returns>The state that was reached.</returns>
    public async Task<string> WaitForResourceAsync(string resourceName, IEnumerable<string> targetStates, CancellationToken cancellationToken = default)
    {
        var reached = await WaitForResourceAsync(resourceName, e => targetStates.Contains(e.Snapshot.State?.Text), cancellationToken);
        return reached.Snapshot.State!.Text;
    }

    public async Task<ResourceEvent> WaitForResourceAsync(string resourceName, Func<ResourceEvent, bool> predicate, CancellationToken cancellationToken = default)
    {
        try
        {
            await foreach (var change in WatchAsync(cancellationToken))
            {
                if (string.Equals(change.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase) && predicate(change))
                {
                    return change;
                }
            }
        }
        catch (OperationCanceledException e)
        {
            throw new OperationCanceledException($"Stopped waiting for the resource '{resourceName}'. {Describe(resourceName)}", e, cancellationToken);
        }

        throw new DistributedApplicationException($"Stopped waiting for the resource '{resourceName}'.");
    }

    public Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, CancellationToken cancellationToken = default) =>
        WaitForResourceHealthyAsync(resourceName, DefaultWaitBehavior, cancellationToken);

    /// <exception cref="DistributedApplicationException">The resource failed and <paramref name="waitBehavior"/> stops then; the message ends with its last log lines.</exception>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(string resourceName, WaitBehavior waitBehavior, CancellationToken cancellationToken = default)
    {
        if (!_model.Resources.TryGetByName(resourceName, out _))
        {
            throw new DistributedApplicationException($"Stopped waiting for resource '{resourceName}' to become healthy because it does not exist in the application model.");
        }

        var reached = await WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.HealthStatus == HealthStatus.Healthy || (waitBehavior == WaitBehavior.StopOnResourceUnavailable && HasFailed(e)),
            cancellationToken);
        return reached.Snapshot.HealthStatus == HealthStatus.Healthy
            ? reached
            : throw new DistributedApplicationException($"Resource '{resourceName}' did not become healthy. {Describe(resourceName)}");
    }

    /// <summary>Waits for everything that the resource was told to wait for.</summary>
    public Task WaitForDependenciesAsync(IResource resource, CancellationToken cancellationToken) =>
        Task.WhenAll(resource.Annotations.OfType<WaitAnnotation>().Select(w => WaitForDependencyAsync(resource, w, cancellationToken)));

    private async Task WaitForDependencyAsync(IResource resource, WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var stops = (wait.WaitBehavior ?? DefaultWaitBehavior) == WaitBehavior.StopOnResourceUnavailable;
        var reached = await WaitForResourceAsync(wait.Resource.Name, e => IsSatisfied(wait, e) || HasEnded(wait, e, stops), cancellationToken);
        if (!IsSatisfied(wait, reached))
        {
            throw new DistributedApplicationException(
                $"Resource '{resource.Name}' stopped waiting for '{wait.Resource.Name}'. {Describe(wait.Resource.Name)}");
        }
    }

    private static bool IsSatisfied(WaitAnnotation wait, ResourceEvent change) => wait.WaitType switch
    {
        WaitType.WaitUntilStarted => change.Snapshot.State?.Text == KnownResourceStates.Running,
        WaitType.WaitForCompletion => KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) && change.Snapshot.ExitCode == wait.ExitCode,
        _ => change.Snapshot.HealthStatus == HealthStatus.Healthy
    };

    private static bool HasEnded(WaitAnnotation wait, ResourceEvent change, bool stops) => wait.WaitType == WaitType.WaitForCompletion
        ? KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text)
        : stops && HasFailed(change);

    private static bool HasFailed(ResourceEvent change) =>
        KnownResourceStates.TerminalStates.Contains(change.Snapshot.State?.Text) || change.Snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy;

    private string Describe(string resourceName)
    {
        var state = TryGetCurrentState(resourceName, out var last) ? last.Snapshot : null;
        var health = string.Concat(state?.HealthReports.Where(r => r.Status != HealthStatus.Healthy).Select(r => $", {r.Name}: {r.Description ?? "not checked yet"}") ?? []);
        return $"Its state is {state?.State?.Text ?? "unknown"} (exit code {state?.ExitCode?.ToString() ?? "none"}{health}).\n{_logs.Tail(resourceName)}";
    }

    private static CustomResourceSnapshot Unknown(IResource resource) => new()
    {
        ResourceType = resource.GetType().Name.Replace("Resource", "", StringComparison.Ordinal),
        Properties = [],
        State = KnownResourceStates.NotStarted
    };
}
