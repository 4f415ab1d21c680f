using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Health;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.Memory;
using LearningPlatform.ServiceDefaults.Metrics;
using LearningPlatform.ServiceDefaults.RateLimiting;
using LearningPlatform.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.ServiceDefaults;

/// <summary>What every service of the platform shares at run time.</summary>
public static class ServiceDefaultsExtensions
{
    private static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(30);

    /// <summary>Registers it all; call it first.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownTime);
        builder.Services.ConfigureHttpJsonOptions(options => PlatformJson.Apply(options.SerializerOptions));
        builder.AddTelemetry();
        builder.Services.AddEdge(builder.Configuration);
        builder.Services.AddPlatformAuthentication(builder.Configuration);
        builder.Services.AddRateLimits(builder.Configuration);
        builder.Services.AddHealth();
        builder.Services.AddSingleton<MetricsCollector>();
        builder.Services.AddSingleton<MetricsEndpoint>();
        builder.Services.AddHostedService<IdleMemory>();
        return builder;
    }

    /// <summary>Puts the middleware that every request passes in front; call it before any endpoint is mapped.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.Services.GetRequiredService<MetricsCollector>().Start();
        app.UseEdge();
        app.UseRouting();
        app.UseOrigins();
        app.UsePlatformAuthentication();
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseAuthorization();
        return app;
    }

    /// <summary>Maps the routes that every service has: health, metrics.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealth();
        MetricsEndpoint.Map(app);
        return app;
    }
}
