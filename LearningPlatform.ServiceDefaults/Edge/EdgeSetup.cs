using System.Net;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>Registers and puts in place what stands between the network and the endpoints.</summary>
internal static class EdgeSetup
{
    private const long DefaultMaxBody = 1024 * 1024;

    public static void AddEdge(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.Configure<KestrelServerOptions>(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = configuration.GetValue("Http:MaxBodyBytes", DefaultMaxBody);
        });
        services.AddSingleton<ErrorAnswers>();
        services.AddSingleton<Correlation>();
        services.AddSingleton(provider => new SecurityHeaders(provider.GetRequiredService<IHostEnvironment>()));
        services.AddSingleton<CorsOrigins>();
        services.AddCors();
        services.AddSingleton<IConfigureOptions<CorsOptions>>(provider =>
            new ConfigureOptions<CorsOptions>(cors => Allow(cors, provider.GetRequiredService<CorsOrigins>())));
    }

    /// <summary>What stands before routing.</summary>
    public static void UseEdge(this WebApplication app)
    {
        if (ProxiesOf(app.Configuration) is { } proxies)
        {
            app.UseForwardedHeaders(proxies);
        }

        app.UseMiddleware<EdgeMiddleware>();
    }

    /// <summary>What stands right behind it.</summary>
    public static void UseOrigins(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CorsOrigins>().All.Count > 0)
        {
            app.UseCors();
        }

        app.UseMiddleware<BodyLimitMiddleware>();
    }

    private static void Allow(CorsOptions cors, CorsOrigins origins) => cors.AddDefaultPolicy(policy => policy
        .WithOrigins([.. origins.All])
        .AllowCredentials()
        .WithMethods("GET", "POST", "PUT", "PATCH", "DELETE")
        .WithHeaders("Authorization", "Content-Type", "Accept", "If-Match", "If-None-Match", "Idempotency-Key", "X-Requested-With",
            BrowserRules.CsrfHeader, Correlation.Header)
        .WithExposedHeaders("ETag", "Link", "Location", "Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset",
            "RateLimit-Policy", Correlation.Header)
        .SetPreflightMaxAge(TimeSpan.FromHours(1)));

    /// <summary>
    /// Whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed: <c>ForwardedHeaders:KnownProxies</c> (addresses) and
    /// <c>:KnownNetworks</c> (CIDR). Nobody's by default, since the address decides about rate limits.
    /// </summary>
    private static ForwardedHeadersOptions? ProxiesOf(IConfiguration configuration)
    {
        var proxies = configuration.List("ForwardedHeaders:KnownProxies");
        var networks = configuration.List("ForwardedHeaders:KnownNetworks");
        if (proxies.Count == 0 && networks.Count == 0)
        {
            return null;
        }

        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Every hop that is one of ours, not only the last.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }

        foreach (var network in networks)
        {
            options.KnownIPNetworks.Add(IPNetwork.Parse(network));
        }

        return options;
    }
}
