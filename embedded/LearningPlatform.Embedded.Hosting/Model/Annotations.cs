using LearningPlatform.Embedded.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for in another before it starts.</summary>
public enum WaitType
{
    WaitUntilHealthy,
    WaitForCompletion,
    WaitUntilStarted
}

/// <summary>What a wait does when the other resource fails.</summary>
public enum WaitBehavior
{
    WaitOnResourceUnavailable,
    StopOnResourceUnavailable
}

/// <summary>Says that a resource starts after another.</summary>
/// <param name="exitCode">The exit code that counts as success where completion is waited for.</param>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public WaitType WaitType { get; } = waitType;

    public WaitBehavior? WaitBehavior { get; init; }

    public int ExitCode { get; } = exitCode;
}

/// <summary>How many processes a project runs as.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    public int Replicas { get; } = replicas;
}

/// <summary>Names a health check, registered among the app's, that tells whether the resource is healthy.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    public string Key { get; } = key;
}

/// <summary>Says how a resource is connected to another: <c>Reference</c> or <c>Parent</c>.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    public IResource Resource { get; } = resource;

    public string Type { get; } = type;
}

/// <summary>Adds to the environment of a resource's process, just before it starts.</summary>
public sealed class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>Adds to the command line of a resource's process, just before it starts.</summary>
public sealed class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>Values are strings, <see cref="IValueProvider"/>s, or resource builders of them.</summary>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    IResource resource,
    Dictionary<string, object>? environmentVariables = null,
    CancellationToken cancellationToken = default)
{
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    public IResource Resource { get; } = resource;

    public Dictionary<string, object> EnvironmentVariables { get; } = environmentVariables ?? [];

    public CancellationToken CancellationToken { get; } = cancellationToken;

    public ILogger Logger { get; set; } = NullLogger.Instance;
}

/// <summary>Values are strings or <see cref="IValueProvider"/>s.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    public IList<object> Args { get; } = args;

    public IResource Resource { get; } = resource;

    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>A link that the dashboard shows for a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    public required string Url { get; set; }

    /// <summary>The link's text; the address itself where there is none.</summary>
    public string? DisplayText { get; set; }

    public EndpointReference? Endpoint { get; init; }

    /// <summary>The whole address; null while the endpoint has none.</summary>
    internal string? Absolute =>
        Uri.TryCreate(Url, UriKind.Absolute, out var own) && own.Scheme is "http" or "https" ? Url
        : Endpoint is { Exists: true, IsAllocated: true } endpoint ? new Uri(new Uri(endpoint.Url), Url).ToString()
        : null;
}

/// <summary>Keeps which endpoints of another resource a resource references, so that each stands once in its environment.</summary>
internal sealed class EndpointReferenceAnnotation(IResourceWithEndpoints resource) : IResourceAnnotation
{
    public IResourceWithEndpoints Resource { get; } = resource;

    public bool UseAllEndpoints { get; set; }

    public HashSet<string> EndpointNames { get; } = new(StringComparer.OrdinalIgnoreCase);
}

/// <summary>Keeps a store's files between runs.</summary>
internal sealed class DataVolumeAnnotation(string name) : IResourceAnnotation
{
    public string Name { get; } = name;
}

/// <summary>How the engine brings the resource to life.</summary>
/// <param name="start">Starts one replica; returns once it runs, which is before it is healthy.</param>
internal sealed class LaunchAnnotation(Func<LaunchContext, CancellationToken, Task<IRunning>> start) : IResourceAnnotation
{
    public Func<LaunchContext, CancellationToken, Task<IRunning>> Start { get; } = start;

    /// <summary>Says, before anything starts, what is missing on this machine; null when nothing is.</summary>
    public Func<string?> FindObstacle { get; init; } = () => null;

    /// <summary>Whether a missing data volume is a temporary folder instead, which the engine makes.</summary>
    public bool NeedsDataFolder { get; init; }
}
