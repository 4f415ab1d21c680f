using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Runs the whole app model: checks the machine, gives out ports, starts everything, and stops it in reverse order.</summary>
internal sealed class Orchestrator(EngineContext engine) : IHostedService
{
    private readonly List<ResourceSupervisor> _supervisors = [];
    private readonly List<ReplicaProxy> _proxies = [];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoints = new EndpointAllocation(engine);
        endpoints.Allocate();
        ThrowOnObstacles(endpoints);
        engine.Data.Open();
        engine.Guard.Start(engine.Data.TemporaryRoot);
        _proxies.AddRange(endpoints.StartProxies());
        _supervisors.AddRange(engine.Model.Resources.Select(r => new ResourceSupervisor(r, engine)));
        foreach (var supervisor in _supervisors)
        {
            await supervisor.StartAsync(cancellationToken);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var stops = new Dictionary<IResource, Task>();
        await Task.WhenAll(_supervisors.Select(s => StopInOrderAsync(s, stops)));
        foreach (var proxy in _proxies)
        {
            await proxy.DisposeAsync();
        }

        // Disposing an app stops it once more.
        _proxies.Clear();
        _supervisors.ForEach(s => s.Dispose());
        _supervisors.Clear();
        await engine.Guard.DisposeAsync();
        engine.Data.Dispose();
    }

    /// <summary>Carries out a command of <see cref="KnownResourceCommands"/>.</summary>
    public async Task ExecuteAsync(string resourceName, string command, CancellationToken cancellationToken)
    {
        var supervisor = _supervisors.FirstOrDefault(s => string.Equals(s.Resource.Name, resourceName, StringComparison.OrdinalIgnoreCase))
            ?? throw new DistributedApplicationException($"Resource '{resourceName}' not found.");
        var (stop, start) = command switch
        {
            "start" => (false, true),
            "stop" => (true, false),
            "restart" => (true, true),
            _ => throw new DistributedApplicationException($"Command '{command}' not available for resource '{resourceName}'.")
        };
        if (stop)
        {
            await supervisor.StopAsync(cancellationToken);
        }

        if (start)
        {
            await supervisor.StartAsync(cancellationToken);
        }
    }

    /// <summary>A resource stops when all that waited for it, or use its connection string, have stopped.</summary>
    private Task StopInOrderAsync(ResourceSupervisor supervisor, Dictionary<IResource, Task> stops)
    {
        if (!stops.TryGetValue(supervisor.Resource, out var stop))
        {
            var dependents = _supervisors.Where(s => DependsOn(s.Resource, supervisor.Resource)).Select(s => StopInOrderAsync(s, stops)).ToList();
            stop = stops[supervisor.Resource] = StopAfterAsync(Task.WhenAll(dependents), supervisor);
        }

        return stop;
    }

    private static async Task StopAfterAsync(Task others, ResourceSupervisor supervisor)
    {
        await others;
        await supervisor.StopAsync(CancellationToken.None);
    }

    private static bool DependsOn(IResource resource, IResource other) =>
        resource.Annotations.OfType<WaitAnnotation>().Any(w => ReferenceEquals(w.Resource, other))
        || (other is IResourceWithConnectionString && resource.Annotations.OfType<ResourceRelationshipAnnotation>().Any(r => ReferenceEquals(r.Resource, other)));

    private void ThrowOnObstacles(EndpointAllocation endpoints)
    {
        var obstacles = engine.Model.Resources
            .SelectMany(r => r.Annotations.OfType<LaunchAnnotation>())
            .Select(l => l.FindObstacle())
            .Concat(endpoints.FindObstacles())
            .OfType<string>()
            .Distinct()
            .ToList();
        if (obstacles.Count > 0)
        {
            throw new DistributedApplicationException(string.Join(Environment.NewLine, obstacles));
        }
    }
}
