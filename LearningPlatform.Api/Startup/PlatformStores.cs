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
        builder.AddStudyDocuments();
        builder.Services.AddObjectStorage(services =>
            services.GetRequiredService<IConfiguration>().GetConnectionString(Connections.Storage)
            ?? throw new InvalidOperationException($"The connection string '{Connections.Storage}' is missing."));
        builder.AddDependency("storage", ProbeStorageAsync, required: false);
        builder.AddDependency("schema", (services, _) => services.GetRequiredService<StartupState>().EnsureDone(), required: true);
        builder.Services.AddSingleton<StartupState>();
        builder.Services.AddHostedService<DatabaseStartup>();
    }

    private static Task ProbeStorageAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<ObjectStorage>().ProbeAsync(Buckets.CourseImages, cancellationToken);
}
