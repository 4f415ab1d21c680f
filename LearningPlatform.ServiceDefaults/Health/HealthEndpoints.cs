using System.Text.Encodings.Web;
using System.Text.Json;
using LearningPlatform.ServiceDefaults.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ServiceDefaults.Health;

/// <summary>The routes of probes and people: <c>/health</c>, <c>/health/live</c> (<c>/alive</c>), <c>/health/ready</c>.</summary>
internal static class HealthEndpoints
{
    /// <summary>Versions have a plus sign, which the standard encoder would escape for HTML's sake.</summary>
    private static readonly HealthJson Json =
        new(new JsonSerializerOptions(HealthJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        Map(routes, "/health", EverythingAsync);
        Map(routes, "/health/ready", ReadyAsync);
        Map(routes, "/health/live", LiveAsync);
        Map(routes, "/alive", LiveAsync);
    }

    private static void Map(IEndpointRouteBuilder routes, string path, RequestDelegate handler) =>
        routes.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], handler)
            .AllowAnonymous().DisableHttpMetrics().WithoutRateLimit().ExcludeFromDescription();

    private static async Task EverythingAsync(HttpContext context)
    {
        var report = await Monitor(context).CheckAsync();
        await WriteAsync(context, report, report.Status != HealthStatus.Unhealthy);
    }

    private static async Task ReadyAsync(HttpContext context)
    {
        var monitor = Monitor(context);
        var report = await monitor.CheckAsync();
        if (monitor.IsStopping)
        {
            report = report with { Status = HealthStatus.Unhealthy };
        }

        await WriteAsync(context, report, report.Status != HealthStatus.Unhealthy);
    }

    private static Task LiveAsync(HttpContext context) => WriteAsync(context, Monitor(context).Self(), isGood: true);

    private static HealthMonitor Monitor(HttpContext context) => context.RequestServices.GetRequiredService<HealthMonitor>();

    private static Task WriteAsync(HttpContext context, HealthReport report, bool isGood)
    {
        context.Response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.BodyWriter, report, Json.HealthReport, context.RequestAborted);
    }
}
