using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using MongoDB.Bson;
using MongoDB.Driver;

namespace LearningPlatform.ServiceDefaults;

/// <summary>Engine=aspire: documents live in MongoDB. The other engine's counterpart is <c>EmbeddedStudyStore.cs</c>.</summary>
internal static class StudyStore
{
    public static void Add(IHostApplicationBuilder builder) =>
        builder.AddMongoDBClient(Connections.Study, settings => settings.DisableHealthChecks = true);

    public static Task ProbeAsync(IServiceProvider services, CancellationToken cancellationToken) =>
        services.GetRequiredService<IMongoDatabase>()
            .RunCommandAsync<BsonDocument>(new BsonDocument("ping", 1), readPreference: null, cancellationToken);
}
