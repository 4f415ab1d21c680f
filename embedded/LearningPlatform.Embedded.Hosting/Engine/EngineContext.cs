using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>What every part of the running engine shares.</summary>
internal sealed class EngineContext
{
    public required DistributedApplicationModel Model { get; init; }

    public required ResourceNotificationService Notifications { get; init; }

    public required ResourceLoggerService Logs { get; init; }

    public required HealthCheckService Health { get; init; }

    public required DistributedApplicationExecutionContext ExecutionContext { get; init; }

    public required DataFolder Data { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Whether configured public ports are replaced by free ones, so that tests can run side by side.</summary>
    public required bool RandomizePorts { get; init; }

    public OrphanGuard Guard { get; } = new();
}

/// <summary>What one replica of a resource is started with.</summary>
internal sealed class LaunchContext(EngineContext engine, IResource resource, int replica)
{
    /// <summary>Stands for the replica's own name in its environment.</summary>
    public const string ReplicaPlaceholder = "{{replica}}";

    public EngineContext Engine { get; } = engine;

    public IResource Resource { get; } = resource;

    public int Replica { get; } = replica;

    public IReadOnlyDictionary<string, string> Environment { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyList<string> Arguments { get; private set; } = [];

    /// <summary>The store's folder: kept between runs if it has a data volume.</summary>
    public string DataFolder => Resource.Annotations.OfType<DataVolumeAnnotation>().LastOrDefault() is { } volume
        ? Engine.Data.Kept(volume.Name)
        : Engine.Data.Temporary(Resource.Name);

    public static string TargetPortPlaceholder(EndpointAnnotation endpoint) => $"{{{{port of {endpoint.Name}}}}}";

    /// <summary>Writes a line to the resource's log; a replica's lines carry its number.</summary>
    public void Log(string line, bool isError = false)
    {
        var isOneOfMany = Resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas > 1;
        Engine.Logs.Write(Resource.Name, isOneOfMany ? $"[{Replica + 1}] {line}" : line, isError);
    }

    /// <summary>Runs the app model's callbacks and fills in their values.</summary>
    public async Task ResolveAsync(CancellationToken cancellationToken)
    {
        var environment = new EnvironmentCallbackContext(Engine.ExecutionContext, Resource, cancellationToken: cancellationToken);
        foreach (var callback in Resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToList())
        {
            await callback.Callback(environment);
        }

        var arguments = new CommandLineArgsCallbackContext([], Resource, cancellationToken);
        foreach (var callback in Resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToList())
        {
            await callback.Callback(arguments);
        }

        var resolved = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in environment.EnvironmentVariables)
        {
            if (await ResolveAsync(value, cancellationToken) is { } text)
            {
                resolved[name] = text;
            }
        }

        var texts = new List<string>();
        foreach (var argument in arguments.Args)
        {
            texts.Add(await ResolveAsync(argument, cancellationToken) ?? "");
        }

        Environment = resolved;
        Arguments = texts;
    }

    private async ValueTask<string?> ResolveAsync(object value, CancellationToken cancellationToken)
    {
        var text = value switch
        {
            IValueProvider provider => await provider.GetValueAsync(cancellationToken),
            IResourceBuilder<IResource> { Resource: IValueProvider provider } => await provider.GetValueAsync(cancellationToken),
            _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)
        };
        foreach (var endpoint in Resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.Targets.Count > Replica))
        {
            text = text?.Replace(TargetPortPlaceholder(endpoint), $"{endpoint.Targets[Replica].Port}", StringComparison.Ordinal);
        }

        return text?.Replace(ReplicaPlaceholder, $"{Resource.Name}-{Replica + 1}", StringComparison.Ordinal);
    }
}
