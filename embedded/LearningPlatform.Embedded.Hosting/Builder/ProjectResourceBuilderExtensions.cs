using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using LearningPlatform.Embedded.Hosting;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>.NET projects as services.</summary>
public static class ProjectResourceBuilderExtensions
{
    private const string Urls = "ASPNETCORE_URLS";

    /// <summary>A project, built already, with the endpoints and the environment of its first launch profile.</summary>
    /// <param name="projectPath">The project file; relative to the AppHost's folder.</param>
    public static IResourceBuilder<ProjectResource> AddProject(this IDistributedApplicationBuilder builder, string name, string projectPath) =>
        builder.AddProject(name, projectPath, launchProfileName: null);

    /// <inheritdoc cref="AddProject(IDistributedApplicationBuilder, string, string)"/>
    /// <param name="launchProfileName">The profile to use instead of the first.</param>
    public static IResourceBuilder<ProjectResource> AddProject(
        this IDistributedApplicationBuilder builder, string name, string projectPath, string? launchProfileName)
    {
        var project = BuiltProject.At(Path.GetFullPath(projectPath.Replace('\\', '/'), builder.AppHostDirectory));
        var resource = builder.AddResource(new ProjectResource(name))
            .WithAnnotation(new LaunchAnnotation((context, _) => Task.FromResult<IRunning>(project.Start(context))) { FindObstacle = project.FindObstacle });
        resource.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        resource.WithTelemetry();
        resource.WithEnvironment(context => SetUrls(context, resource.Resource));
        resource.WithLaunchProfile(project.LaunchProfile(launchProfileName ?? builder.Configuration["AppHost:DefaultLaunchProfileName"]));
        return resource;
    }

    /// <summary>Runs the project as several processes behind one address.</summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(this IResourceBuilder<ProjectResource> builder, int replicas) =>
        builder.WithAnnotation(new ReplicaAnnotation(replicas), ResourceAnnotationMutationBehavior.Replace);

    private static void WithLaunchProfile(this IResourceBuilder<ProjectResource> builder, JsonElement? profile)
    {
        if (profile is not { } values)
        {
            return;
        }

        var addresses = values.TryGetProperty("applicationUrl", out var url) ? url.GetString()!.Split(';', StringSplitOptions.RemoveEmptyEntries) : [];
        foreach (var group in addresses.Select(a => new Uri(a)).GroupBy(a => a.Scheme, StringComparer.Ordinal))
        {
            foreach (var (index, address) in group.Index())
            {
                builder.WithEndpoint(index == 0 ? group.Key : $"{group.Key}{index + 1}", endpoint =>
                {
                    endpoint.Port = address.Port;
                    endpoint.UriScheme = address.Scheme;
                    endpoint.TargetHost = address.IsLoopback ? "localhost" : address.Host;
                });
            }
        }

        if (values.TryGetProperty("environmentVariables", out var variables))
        {
            builder.WithEnvironment(context =>
            {
                foreach (var variable in variables.EnumerateObject())
                {
                    context.EnvironmentVariables.TryAdd(variable.Name, Environment.ExpandEnvironmentVariables(variable.Value.GetString() ?? ""));
                }
            });
        }
    }

    private static void SetUrls(EnvironmentCallbackContext context, ProjectResource resource)
    {
        var urls = new ReferenceExpressionBuilder();
        foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme is "http" or "https"))
        {
            urls.AppendLiteral(urls.IsEmpty ? "" : ";");
            urls.Append($"{endpoint.UriScheme}://{endpoint.TargetHost}:{new EndpointReference(resource, endpoint).Property(EndpointProperty.TargetPort)}");
        }

        if (!urls.IsEmpty)
        {
            context.EnvironmentVariables.TryAdd(Urls, urls.Build());
        }
    }

    /// <summary>Passes on where telemetry goes: to the endpoint that the AppHost's own configuration names.</summary>
    private static void WithTelemetry(this IResourceBuilder<ProjectResource> builder)
    {
        var configuration = builder.ApplicationBuilder.Configuration;
        var endpoint = configuration["OTEL_EXPORTER_OTLP_ENDPOINT"];
        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        builder.WithEnvironment(context =>
        {
            var variables = context.EnvironmentVariables;
            variables["OTEL_EXPORTER_OTLP_ENDPOINT"] = endpoint;
            variables["OTEL_EXPORTER_OTLP_PROTOCOL"] = configuration["OTEL_EXPORTER_OTLP_PROTOCOL"] ?? "grpc";
            variables["OTEL_SERVICE_NAME"] = builder.Resource.Name;
            variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={LaunchContext.ReplicaPlaceholder}";
            if (builder.ApplicationBuilder.Environment.IsDevelopment())
            {
                variables["OTEL_BLRP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_BSP_SCHEDULE_DELAY"] = "1000";
                variables["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
                variables["OTEL_TRACES_SAMPLER"] = "always_on";
                variables["OTEL_METRICS_EXEMPLAR_FILTER"] = "trace_based";
            }
        });
    }
}

/// <summary>Programs of the machine as services.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <param name="workingDirectory">Relative to the AppHost's folder.</param>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params string[]? args) =>
        builder.AddExecutable(name, command, workingDirectory, args?.ToArray<object>());

    /// <inheritdoc cref="AddExecutable(IDistributedApplicationBuilder, string, string, string, string[])"/>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder, string name, string command, string workingDirectory, params object[]? args)
    {
        var directory = Path.GetFullPath(workingDirectory, builder.AppHostDirectory);
        return builder.AddResource(new ExecutableResource(name, command, directory))
            .WithArgs(args ?? [])
            .WithAnnotation(new LaunchAnnotation((context, _) => Task.FromResult<IRunning>(RunningProcess.Start(context, new ProcessSpec(command, context.Arguments)
            {
                WorkingDirectory = directory,
                Environment = context.Environment
            }))));
    }
}
