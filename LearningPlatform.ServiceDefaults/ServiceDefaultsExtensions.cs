using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Errors;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace LearningPlatform.ServiceDefaults;

/// <summary>What every service of the platform shares at run time.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Registers it all; call it first.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.ConfigureHttpJsonOptions(options => PlatformJson.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.AddSingleton<ErrorAnswers>();
        builder.Services.AddSingleton<CorsOrigins>();
        builder.Services.AddPlatformAuthentication(builder.Configuration);
        builder.Services.AddHealthChecks();
        return builder;
    }

    /// <summary>Puts the middleware that every request passes in front; call it before any endpoint is mapped.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<EdgeMiddleware>();
        app.UseRouting();
        app.UseMiddleware<BodyLimitMiddleware>();
        app.UsePlatformAuthentication();
        return app;
    }

    /// <summary>Maps the routes that every service has: health, metrics.</summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealthChecks("/health/ready");
        return app;
    }
}
