using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Health;

/// <summary>Asks all dependencies at once and keeps the answer for a second, so that a flood of probes costs nothing.</summary>
internal sealed partial class HealthMonitor(
    IEnumerable<Dependency> dependencies, IServiceProvider services, TimeProvider time, ILogger<HealthMonitor> logger)
{
    private static readonly TimeSpan ProbeTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private static readonly string Version =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private readonly Dependency[] _dependencies = [.. dependencies];
    private readonly long _started = time.GetTimestamp();
    private readonly Lock _lock = new();

    /// <summary>Those that did not answer last time: the log tells of changes, not of every probe.</summary>
    private readonly ConcurrentDictionary<string, bool> _away = new(StringComparer.Ordinal);

    private Task<HealthReport>? _latest;
    private long _latestBegan;

    /// <summary>Set when the process begins to stop: it still answers, but should get no new work.</summary>
    public bool IsStopping { get; set; }

    /// <summary>The state of everything, at most a second old. Whoever comes while it is found out waits for the same answer.</summary>
    public Task<HealthReport> CheckAsync()
    {
        lock (_lock)
        {
            if (_latest is null || (_latest.IsCompleted && time.GetElapsedTime(_latestBegan) >= Freshness))
            {
                _latestBegan = time.GetTimestamp();
                _latest = ProbeAllAsync();
            }

            return _latest;
        }
    }

    /// <summary>The process's own state, without asking anybody.</summary>
    public HealthReport Self() => Report(HealthStatus.Healthy, new Dictionary<string, DependencyState>(StringComparer.Ordinal));

    private async Task<HealthReport> ProbeAllAsync()
    {
        var states = await Task.WhenAll(_dependencies.Select(ProbeAsync));
        var status = HealthStatus.Healthy;
        var byName = new Dictionary<string, DependencyState>(StringComparer.Ordinal);
        for (var i = 0; i < states.Length; i++)
        {
            byName[_dependencies[i].Name] = states[i];
            if (states[i].Error is not null && status != HealthStatus.Unhealthy)
            {
                status = _dependencies[i].IsRequired ? HealthStatus.Unhealthy : HealthStatus.Degraded;
            }
        }

        return Report(status, byName);
    }

    private HealthReport Report(string status, IReadOnlyDictionary<string, DependencyState> states) =>
        new(status, states, Version, (long)time.GetElapsedTime(_started).TotalSeconds);

    private async Task<DependencyState> ProbeAsync(Dependency dependency)
    {
        var began = Stopwatch.GetTimestamp();
        using var patience = new CancellationTokenSource(ProbeTime);
        string? error = null;
        try
        {
            // Task.Run: a client that connects for the first time may block. WaitAsync: a probe may not heed its token.
            await Task.Run(() => dependency.Probe(services, patience.Token), patience.Token).WaitAsync(ProbeTime);
        }
#pragma warning disable CA1031 // Whatever a client throws, it says that the dependency is away.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception is TimeoutException or OperationCanceledException ? "timeout" : "unreachable";
            if (_away.TryAdd(dependency.Name, true))
            {
                LogAway(dependency.Name, exception.GetBaseException().Message);
            }
        }

        if (error is null && _away.TryRemove(dependency.Name, out _))
        {
            LogBack(dependency.Name);
        }

        var latency = Math.Round(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 2);
        return new DependencyState(error is null ? HealthStatus.Healthy : HealthStatus.Unhealthy, latency, error);
    }

    // The reason, not the whole exception: where in a client it was thrown says nothing more.
    [LoggerMessage(Level = LogLevel.Warning, Message = "The dependency {Dependency} does not answer: {Reason}")]
    private partial void LogAway(string dependency, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The dependency {Dependency} answers again")]
    private partial void LogBack(string dependency);
}
