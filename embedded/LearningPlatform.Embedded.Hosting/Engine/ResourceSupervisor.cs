using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Takes one resource through its life: waits for others, starts the replicas, watches their health, starts a crashed one again, stops them.</summary>
internal sealed class ResourceSupervisor(IResource resource, EngineContext engine) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Lock _lock = new();
    private readonly LaunchAnnotation? _launch = resource.Annotations.OfType<LaunchAnnotation>().LastOrDefault();
    private readonly IRunning?[] _replicas = new IRunning?[resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1];
    private readonly HealthMonitor _health = new(resource, engine);
    private CancellationTokenSource? _stopping;
    private Task _life = Task.CompletedTask;

    public IResource Resource { get; } = resource;

    /// <summary>Begins the resource's life; returns at once.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_stopping is null || _life.IsCompleted)
            {
                _stopping?.Dispose();
                _stopping = new CancellationTokenSource();
                // Before this returns, so that nobody who waits from now on sees how the last life ended.
                Publish(s => s with { State = KnownResourceStates.Waiting, ExitCode = null, Restarts = 0 });
                _life = LiveAsync(_stopping);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Ends the resource's life; returns when its processes are gone.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_stopping is { IsCancellationRequested: false })
            {
                Publish(s => s with { State = KnownResourceStates.Stopping });
                await _stopping.CancelAsync();
                await _life;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose()
    {
        _stopping?.Dispose();
        _gate.Dispose();
    }

    private async Task LiveAsync(CancellationTokenSource stopping)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await engine.Notifications.WaitForDependenciesAsync(Resource, stopping.Token);
            await RunReplicasAsync(stopping.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            Publish(s => s with { State = KnownResourceStates.Exited, StopTimeStamp = Now(), ProcessIds = [] });
        }
        catch (Exception e)
        {
            // Whatever keeps a resource from starting belongs into its log and its state; the rest of the app goes on.
            engine.Logs.Write(Resource.Name, e is DistributedApplicationException ? e.Message : e.ToString(), isError: true);
            Publish(s => s with { State = KnownResourceStates.FailedToStart, StopTimeStamp = Now(), ProcessIds = [] });
        }
    }

    private async Task RunReplicasAsync(CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var health = _health.RunAsync(ended.Token);
        var replicas = Enumerable.Range(0, _replicas.Length).Select(i => RunReplicaAsync(i, ended.Token)).ToList();
        try
        {
            var first = await Task.WhenAny(replicas);
            if (first.IsFaulted)
            {
                await ended.CancelAsync();
            }

            await Task.WhenAll(replicas);
        }
        finally
        {
            await ended.CancelAsync();
            await health;
        }
    }

    private async Task RunReplicaAsync(int index, CancellationToken stopping)
    {
        var backoff = new Backoff();
        while (true)
        {
            Publish(s => s with { State = KnownResourceStates.Starting, StartTimeStamp = Now(), ExitCode = null, HealthReports = _health.NotCheckedYet });
            var started = engine.Time.GetTimestamp();
            var running = await LaunchAsync(index, stopping);
            SetReplica(index, running);
            try
            {
                await running.Exited.WaitAsync(stopping);
            }
            finally
            {
                if (stopping.IsCancellationRequested)
                {
                    await running.StopAsync();
                }

                SetReplica(index, null);
            }

            var exitCode = await running.Exited;
            Publish(s => s with { State = StateAfterExit(exitCode), ExitCode = exitCode, StopTimeStamp = Now() });
            if (!ComesBackAfter(exitCode))
            {
                return;
            }

            var delay = backoff.Next(engine.Time.GetElapsedTime(started));
            engine.Logs.Write(Resource.Name, $"ended with exit code {exitCode}; it is started again in {delay.TotalSeconds} s", isError: true);
            await Task.Delay(delay, engine.Time, stopping);
            Publish(s => s with { Restarts = s.Restarts + 1 });
        }
    }

    private async Task<IRunning> LaunchAsync(int index, CancellationToken cancellationToken)
    {
        if (_launch is null)
        {
            return new RunningInProcess();
        }

        var context = new LaunchContext(engine, Resource, index);
        await context.ResolveAsync(cancellationToken);
        Publish(s => s with { EnvironmentVariables = [.. context.Environment.Select(v => new EnvironmentVariableSnapshot(v.Key, v.Value, IsFromSpec: true))] });
        return await _launch.Start(context, cancellationToken);
    }

    private void SetReplica(int index, IRunning? running)
    {
        lock (_lock)
        {
            _replicas[index] = running;
            var isComplete = _replicas.All(r => r is not null);
            Publish(s => s with
            {
                State = isComplete ? KnownResourceStates.Running : s.State,
                ProcessIds = [.. _replicas.Select(r => r?.ProcessId)]
            });
        }
    }

    /// <summary>While other replicas run, the resource as a whole is only on its way back.</summary>
    private string StateAfterExit(int exitCode)
    {
        lock (_lock)
        {
            return _replicas.Any(r => r is not null) ? KnownResourceStates.Starting
                : exitCode == 0 && !ComesBackAfter(exitCode) ? KnownResourceStates.Finished
                : KnownResourceStates.Exited;
        }
    }

    /// <summary>Services and stores run for ever; a program may end well, or be awaited to end.</summary>
    private bool ComesBackAfter(int exitCode) => Resource is not ExecutableResource || (exitCode != 0 && !engine.Model.Resources
        .SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
        .Any(w => w.WaitType == WaitType.WaitForCompletion && ReferenceEquals(w.Resource, Resource)));

    private DateTime Now() => engine.Time.GetUtcNow().UtcDateTime;

    private void Publish(Func<CustomResourceSnapshot, CustomResourceSnapshot> change) => _ = engine.Notifications.PublishUpdateAsync(Resource, change);
}
