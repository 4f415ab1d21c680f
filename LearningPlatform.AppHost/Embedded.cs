using LearningPlatform.Embedded.Hosting;

namespace Aspire.Hosting;

/// <summary>
/// Engine=embedded: the stores that Program.cs doesn't ask of Aspire by name, without containers. <c>Containers.cs</c> has the same
/// two for the other engine.
/// </summary>
public static class Embedded
{
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
