using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Registers this folder.</summary>
internal static class RateLimitSetup
{
    public static void AddRateLimits(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<RateLimitOptions>(configuration.GetSection(RateLimitOptions.Section));
        services.AddSingleton<SharedCounters>();
        services.AddHostedService(provider => provider.GetRequiredService<SharedCounters>());
        services.AddSingleton<StrictLimiter>();
        services.AddSingleton(provider => new RateLimiter(
            provider.GetRequiredService<StrictLimiter>(), provider.GetRequiredService<IOptions<RateLimitOptions>>()));
    }
}
