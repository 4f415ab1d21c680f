using Aspire.Hosting.ApplicationModel;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>
/// Gives every endpoint its ports before anything starts. A single process listens on the public port itself; between several
/// replicas, or a program with a port of its own, and the public port stands a proxy.
/// </summary>
internal sealed class EndpointAllocation(EngineContext engine)
{
    private readonly List<(EndpointAnnotation Endpoint, int Port)> _proxied = [];
    private readonly List<(IResource Resource, EndpointAnnotation Endpoint, int Port)> _configured = [];

    public void Allocate()
    {
        foreach (var resource in engine.Model.Resources)
        {
            var replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1;
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                Allocate(resource, endpoint, replicas);
            }
        }
    }

    /// <summary>Configured ports that another program has.</summary>
    public IEnumerable<string> FindObstacles() => _configured
        .Where(c => !Ports.IsFree(c.Port))
        .Select(c => $"Port {c.Port}, where {c.Resource.Name} should listen, is in use by another program. Stop that one, or choose another port with LEARNING_{c.Resource.Name.ToUpperInvariant()}_PORT.");

    public IEnumerable<ReplicaProxy> StartProxies() => _proxied.Select(p => new ReplicaProxy(p.Port, p.Endpoint.Targets)).ToList();

    private void Allocate(IResource resource, EndpointAnnotation endpoint, int replicas)
    {
        var configured = endpoint.IsProxied && engine.RandomizePorts ? null : endpoint.Port ?? (endpoint.IsProxied ? null : endpoint.TargetPort);
        var port = configured ?? Ports.Next();
        if (configured is not null)
        {
            _configured.Add((resource, endpoint, port));
        }

        var isProxied = replicas > 1 || (endpoint.IsProxied && endpoint.TargetPort is { } own && own != port);
        endpoint.Targets = isProxied
            ? [.. Enumerable.Range(0, replicas).Select(_ => new ReplicaTarget(endpoint.TargetPort ?? Ports.Next()))]
            : [new ReplicaTarget(port)];
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, endpoint.TargetHost, port, LaunchContext.TargetPortPlaceholder(endpoint));
        if (isProxied)
        {
            _proxied.Add((endpoint, port));
        }
    }
}
