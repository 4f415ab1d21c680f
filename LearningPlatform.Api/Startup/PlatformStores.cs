using LearningPlatform.Core.Files;
using LearningPlatform.ServiceDefaults;

namespace LearningPlatform.Api.Startup;

/// <summary>The stores that the Api works on, and what it does to them before it is ready.</summary>
internal static class PlatformStores
{
    public static void AddPlatformStores(this IHostApplicationBuilder builder)
    {
        builder.AddLearningDatabase();
        builder.AddRedis();
        builder.Services.AddObjectStorage(services =>
            services.GetRequiredService<IConfiguration>().GetConnectionString(Connections.Storage)
            ?? throw new InvalidOperationException($"The connection string '{Connections.Storage}' is missing."));
        builder.Services.AddSingleton<StartupState>();
        builder.Services.AddHostedService<DatabaseStartup>();
    }
}
