using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Here: what a resource knows of others, and what it waits for.</summary>
public static partial class ResourceBuilderExtensions
{
    internal const string ReferenceRelationship = "Reference";

    /// <summary>Gives the service <c>ConnectionStrings__{name}</c>, and each part of it as <c>{NAME}_{PART}</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        connectionName ??= resource.Name;
        builder.WithAnnotation(new ResourceRelationshipAnnotation(resource, ReferenceRelationship));
        return builder.WithEnvironment(context =>
        {
            var variables = context.EnvironmentVariables;
            variables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{connectionName}"] = new ConnectionStringReference(resource, optional);
            foreach (var (part, value) in resource.GetConnectionProperties())
            {
                variables[$"{Encode(connectionName)}_{part}".ToUpperInvariant()] = value;
            }
        });
    }

    /// <summary>Gives the service <c>services__{name}__{endpoint}__0</c> and <c>{NAME}_{ENDPOINT}</c> for each endpoint of the source.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment => builder.WithEndpoints(source.Resource, endpointName: null);

    /// <summary>Gives the service the address of one endpoint.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, EndpointReference endpointReference)
        where TDestination : IResourceWithEnvironment => builder.WithEndpoints(endpointReference.Resource, endpointReference.EndpointName);

    public static IResourceBuilder<TDestination> WithReference<TDestination>(this IResourceBuilder<TDestination> builder, string name, Uri uri)
        where TDestination : IResourceWithEnvironment => builder.WithEnvironment($"services__{name}__default__0", uri.ToString());

    /// <summary>Starts the resource once the other is healthy; a database's server is waited for too.</summary>
    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WithWait(dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior: null);

    public static IResourceBuilder<T> WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, WaitBehavior waitBehavior)
        where T : IResourceWithWaitSupport => builder.WithWait(dependency.Resource, WaitType.WaitUntilHealthy, waitBehavior);

    /// <summary>Starts the resource once the other runs, healthy or not.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency)
        where T : IResourceWithWaitSupport => builder.WithWait(dependency.Resource, WaitType.WaitUntilStarted, waitBehavior: null);

    /// <summary>Starts the resource once the other has ended with the exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency, int exitCode = 0)
        where T : IResourceWithWaitSupport => builder.WithWait(dependency.Resource, WaitType.WaitForCompletion, waitBehavior: null, exitCode);

    private static IResourceBuilder<T> WithWait<T>(
        this IResourceBuilder<T> builder, IResource dependency, WaitType type, WaitBehavior? waitBehavior, int exitCode = 0)
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(builder.Resource, dependency))
        {
            throw new DistributedApplicationException($"The '{dependency.Name}' resource cannot wait for itself.");
        }

        if (dependency is IResourceWithParent child)
        {
            builder.WithWait(child.Parent, type, waitBehavior, exitCode);
        }

        return builder.WithAnnotation(new WaitAnnotation(dependency, type, exitCode) { WaitBehavior = waitBehavior });
    }

    private static IResourceBuilder<T> WithEndpoints<T>(this IResourceBuilder<T> builder, IResourceWithEndpoints source, string? endpointName)
        where T : IResourceWithEnvironment
    {
        var known = builder.Resource.Annotations.OfType<EndpointReferenceAnnotation>().SingleOrDefault(a => ReferenceEquals(a.Resource, source));
        if (known is null)
        {
            known = new EndpointReferenceAnnotation(source);
            builder.WithAnnotation(known).WithAnnotation(new ResourceRelationshipAnnotation(source, ReferenceRelationship));
            builder.WithEnvironment(context => AddEndpoints(context, known));
        }

        if (endpointName is null)
        {
            known.UseAllEndpoints = true;
        }
        else
        {
            known.EndpointNames.Add(endpointName);
        }

        return builder;
    }

    private static void AddEndpoints(EnvironmentCallbackContext context, EndpointReferenceAnnotation reference)
    {
        var source = reference.Resource;
        var used = source.Annotations.OfType<EndpointAnnotation>().Where(e => reference.UseAllEndpoints || reference.EndpointNames.Contains(e.Name));
        foreach (var endpoint in used)
        {
            var address = new EndpointReference(source, endpoint);
            var key = endpoint.Name is "http" or "https" ? endpoint.UriScheme : endpoint.Name;
            var index = 0;
            while (!context.EnvironmentVariables.TryAdd($"services__{source.Name}__{key}__{index}", address))
            {
                index++;
            }

            context.EnvironmentVariables[$"{Encode(source.Name)}_{Encode(endpoint.Name)}".ToUpperInvariant()] = address;
        }
    }

    /// <summary>A name as part of an environment variable's name: what isn't a letter or digit becomes an underscore.</summary>
    private static string Encode(string name)
    {
        var encoded = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return char.IsAsciiDigit(encoded[0]) ? $"_{encoded}" : encoded;
    }
}
