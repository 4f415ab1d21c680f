using LearningPlatform.Embedded.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// Engine=embedded: the stores that Program.cs does not ask of Aspire by name, without containers. <c>Containers.cs</c> has the same
/// for the other engine.
/// </summary>
public static class Embedded
{
    /// <summary>Data that outlives the run; where it is kept, and that tests keep none, is the engine's own business.</summary>
    public static IResourceBuilder<PostgresServerResource> WithKeptData(this IResourceBuilder<PostgresServerResource> server) => server.WithDataVolume();

    /// <inheritdoc cref="WithKeptData(IResourceBuilder{PostgresServerResource})"/>
    public static IResourceBuilder<RedisResource> WithKeptData(this IResourceBuilder<RedisResource> server) => server.WithDataVolume();

    /// <summary>Documents in a database of their own on the app's PostgreSQL server.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDocumentStore(this IDistributedApplicationBuilder builder, string name)
    {
        var server = builder.Resources.OfType<PostgresServerResource>().First();
        return builder.CreateResourceBuilder(server).AddDatabase(name);
    }

    /// <summary>The engine's own S3-compatible store. <c>Endpoint=…;AccessKey=…;SecretKey=…</c></summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddObjectStorage(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddObjectStorageServer(name).WithDataVolume();
}
