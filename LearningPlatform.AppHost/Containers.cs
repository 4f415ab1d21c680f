namespace Aspire.Hosting;

/// <summary>
/// Engine=aspire: the stores that Program.cs doesn't ask of Aspire by name, as containers, and whether data is kept. <c>Embedded.cs</c> has the
/// same for the other engine; docs/engines.md lists every call and where Aspire defines it.
/// </summary>
public static class Containers
{
    private const string AccessKey = "learning";

    /// <summary>Data that outlives the run, unless the run is a test.</summary>
    public static IResourceBuilder<PostgresServerResource> WithKeptData(this IResourceBuilder<PostgresServerResource> server) =>
        KeepsData(server.ApplicationBuilder) ? server.WithDataVolume() : server;

    /// <inheritdoc cref="WithKeptData(IResourceBuilder{PostgresServerResource})"/>
    public static IResourceBuilder<RedisResource> WithKeptData(this IResourceBuilder<RedisResource> server) =>
        KeepsData(server.ApplicationBuilder) ? server.WithDataVolume() : server;

    /// <summary>MongoDB with a database called <paramref name="name"/>, for the documents of the study rooms.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddDocumentStore(
        this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        var server = builder.AddMongoDB($"{name}-mongodb");
        if (KeepsData(builder))
        {
            server.WithDataVolume().WithLifetime(ContainerLifetime.Persistent);
        }

        return server.AddDatabase(name);
    }

    /// <summary>
    /// MinIO, and a connection string <c>Endpoint=…;AccessKey=…;SecretKey=…</c> that says how to reach it. Nothing depends on MinIO beyond
    /// the S3 protocol. Waiting for the connection string is waiting for a healthy server.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddObjectStorage(
        this IDistributedApplicationBuilder builder, [ResourceName] string name)
    {
        // Persisted like the data it protects. No special characters: the value becomes part of a connection string.
        var secretKey = builder.AddParameter(
            $"{name}-secret-key", new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);
        // Not on Docker Hub any more; the last release with a public image.
        var server = builder.AddContainer($"{name}-minio", "minio/minio", "RELEASE.2025-09-07T16-13-09Z")
            .WithImageRegistry("quay.io")
            .WithArgs("server", "/data")
            .WithEnvironment("MINIO_ROOT_USER", AccessKey)
            .WithEnvironment("MINIO_ROOT_PASSWORD", secretKey)
            .WithHttpEndpoint(targetPort: 9000, name: "http")
            .WithHttpHealthCheck("/minio/health/live");
        if (KeepsData(builder))
        {
            server.WithVolume(VolumeNameGenerator.Generate(server, "data"), "/data").WithLifetime(ContainerLifetime.Persistent);
        }

        var endpoint = server.GetEndpoint("http");
        return builder
            .AddConnectionString(name, ReferenceExpression.Create($"Endpoint={endpoint};AccessKey={AccessKey};SecretKey={secretKey}"))
            // By itself it would wait only until the container runs.
            .WaitFor(server);
    }

    /// <summary>False in test runs (<c>LEARNING_DATA=temporary</c>), whose containers and data go with them.</summary>
    private static bool KeepsData(IDistributedApplicationBuilder builder) => builder.Configuration["LEARNING_DATA"] != "temporary";
}
