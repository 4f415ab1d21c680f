using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>What the dashboard's page asks for: the resources and their logs, as they change, and commands.</summary>
internal sealed class DashboardApi(EngineContext engine, ResourceCommandService commands)
{
    private readonly SecretMask _mask = new(engine.Model);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/resources", WatchResourcesAsync);
        routes.MapGet("/api/resources/{name}/logs", WatchLogsAsync);
        routes.MapGet("/api/resources/{name}/environment", WriteEnvironmentAsync);
        routes.MapPost("/api/resources/{name}/{command}", ExecuteAsync);
    }

    /// <summary>An event stream: each resource as it is, then each again when it changes.</summary>
    private async Task WatchResourcesAsync(HttpContext context)
    {
        var order = engine.Model.Resources.Where(r => r is not ParameterResource).Select(r => r.Name).ToList();
        StartStream(context);
        await SendAsync(context, order);
        await foreach (var change in engine.Notifications.WatchAsync(context.RequestAborted))
        {
            if (order.Contains(change.Resource.Name))
            {
                await SendAsync(context, View(change));
            }
        }
    }

    /// <summary>An event stream: the kept lines, then each new one.</summary>
    private async Task WatchLogsAsync(HttpContext context)
    {
        if (Find(context) is not { } resource)
        {
            return;
        }

        StartStream(context);
        await foreach (var lines in engine.Logs.WatchAsync(resource.Name, context.RequestAborted))
        {
            await SendAsync(context, lines.Select(l => new { number = l.LineNumber, text = _mask.Apply(l.Content), isError = l.IsErrorMessage }));
        }
    }

    private async Task WriteEnvironmentAsync(HttpContext context)
    {
        if (Find(context) is { } resource)
        {
            var variables = engine.Notifications.TryGetCurrentState(resource.Name, out var current) ? current.Snapshot.EnvironmentVariables : [];
            await context.Response.WriteAsJsonAsync(variables.Select(v => new { name = v.Name, value = _mask.Apply(v.Name, v.Value ?? "") }), context.RequestAborted);
        }
    }

    private async Task ExecuteAsync(HttpContext context)
    {
        if (Find(context) is { } resource)
        {
            var result = await commands.ExecuteCommandAsync(resource, (string)context.Request.RouteValues["command"]!, context.RequestAborted);
            context.Response.StatusCode = result.Success ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
            await context.Response.WriteAsJsonAsync(new { message = result.Message }, context.RequestAborted);
        }
    }

    private IResource? Find(HttpContext context)
    {
        if (engine.Model.Resources.TryGetByName((string)context.Request.RouteValues["name"]!, out var resource) && resource is not ParameterResource)
        {
            return resource;
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return null;
    }

    private object View(ResourceEvent change)
    {
        var (resource, snapshot) = (change.Resource, change.Snapshot);
        return new
        {
            name = resource.Name,
            type = snapshot.ResourceType,
            state = ResourceTable.Describe(snapshot),
            health = snapshot.HealthReports.Select(r => new { name = r.Name, status = r.Status?.ToString(), description = _mask.Apply(r.Description ?? "") }),
            addresses = resource.Annotations.OfType<EndpointAnnotation>().Select(e => e.AllocatedEndpoint?.UriString),
            links = resource.Annotations.OfType<ResourceUrlAnnotation>().Where(u => u.Absolute is not null)
                .Select(u => new { address = u.Absolute, text = u.DisplayText ?? u.Absolute }),
            processes = snapshot.ProcessIds.IsDefault ? [] : snapshot.ProcessIds.OfType<int>(),
            replicas = resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()?.Replicas ?? 1,
            restarts = snapshot.Restarts,
            exitCode = snapshot.ExitCode,
            started = snapshot.StartTimeStamp
        };
    }

    private static void StartStream(HttpContext context) => context.Response.ContentType = "text/event-stream";

    private static async Task SendAsync(HttpContext context, object value)
    {
        await context.Response.WriteAsync($"data: {JsonSerializer.Serialize(value)}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
