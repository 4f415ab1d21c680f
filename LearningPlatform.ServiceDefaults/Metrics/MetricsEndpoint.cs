using System.Net;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>
/// <c>/metrics</c>, for the neighbourhood only: loopback and private networks, or those in <c>Metrics:AllowedNetworks</c> (CIDR).
/// For everybody else it is not there.
/// </summary>
internal sealed class MetricsEndpoint(MetricsCollector collector, IConfiguration configuration)
{
    private static readonly string[] Neighbourhood =
        ["127.0.0.0/8", "::1/128", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10"];

    private readonly IPNetwork[] _allowed =
        [.. (configuration.List("Metrics:AllowedNetworks") is { Count: > 0 } own ? own : Neighbourhood).Select(IPNetwork.Parse)];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/metrics", routes.ServiceProvider.GetRequiredService<MetricsEndpoint>().AnswerAsync)
            .AllowAnonymous().DisableHttpMetrics().WithoutRateLimit().ExcludeFromDescription();

    private Task AnswerAsync(HttpContext context)
    {
        if (!MayRead(context))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        context.Response.ContentType = PrometheusText.ContentType;
        return context.Response.WriteAsync(collector.Scrape(), context.RequestAborted);
    }

    private bool MayRead(HttpContext context)
    {
        // A forwarding header that is still here came through a proxy that is not configured: the caller's real address is unknown.
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Forwarded")
            || context.Connection.RemoteIpAddress is not { } address)
        {
            return false;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_allowed, network => network.Contains(plain));
    }
}
