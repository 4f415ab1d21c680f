using Aspire.Hosting.ApplicationModel;
using LearningPlatform.Embedded.Hosting;

namespace Aspire.Hosting;

/// <summary>PostgreSQL: the machine's own server program.</summary>
public static class PostgresBuilderExtensions
{
    /// <param name="userName">The superuser's name; <c>postgres</c> when not given.</param>
    /// <param name="password">Its password; generated when not given.</param>
    /// <param name="port">A free one when not given.</param>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password");
        var server = new PostgresServerResource(name, userName?.Resource, secret);
        return builder.AddResource(server)
            .WithStore(PostgresServerResource.PrimaryEndpointName, port, PostgresStore.Launch(server))
            .WithHealthProbe($"{name}_check", new PostgresHealthCheck(server, "postgres"));
    }

    /// <param name="databaseName">The resource's name when not given.</param>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder, string name, string? databaseName = null)
    {
        var server = builder.Resource;
        var database = new PostgresDatabaseResource(name, databaseName ?? name, server);
        server.AddDatabase(name, database.DatabaseName);
        return builder.ApplicationBuilder.AddResource(database)
            .WithAnnotation(new WaitAnnotation(server, WaitType.WaitUntilHealthy))
            .WithAnnotation(new LaunchAnnotation((_, cancellationToken) => PostgresStore.CreateDatabaseAsync(database, cancellationToken)))
            .WithHealthProbe($"{name}_check", new PostgresHealthCheck(server, database.DatabaseName));
    }

    /// <summary>Keeps the data between runs.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder, string? name = null, bool isReadOnly = false) => builder.WithKeptData(name, isReadOnly);

    public static IResourceBuilder<PostgresServerResource> WithHostPort(this IResourceBuilder<PostgresServerResource> builder, int? port) =>
        builder.WithEndpoint(PostgresServerResource.PrimaryEndpointName, endpoint => endpoint.Port = port);

    public static IResourceBuilder<PostgresServerResource> WithPassword(
        this IResourceBuilder<PostgresServerResource> builder, IResourceBuilder<ParameterResource> password)
    {
        builder.Resource.PasswordParameter = password.Resource;
        return builder;
    }
}

/// <summary>Redis: the machine's own server program.</summary>
public static class RedisBuilderExtensions
{
    /// <param name="port">A free one when not given.</param>
    public static IResourceBuilder<RedisResource> AddRedis(this IDistributedApplicationBuilder builder, string name, int? port) =>
        builder.AddRedis(name, port, password: null);

    /// <inheritdoc cref="AddRedis(IDistributedApplicationBuilder, string, int?)"/>
    /// <param name="password">Generated when not given.</param>
    public static IResourceBuilder<RedisResource> AddRedis(
        this IDistributedApplicationBuilder builder, string name, int? port = null, IResourceBuilder<ParameterResource>? password = null)
    {
        var secret = password?.Resource ?? ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var server = new RedisResource(name, secret);
        return builder.AddResource(server)
            .WithStore(RedisResource.PrimaryEndpointName, port, RedisStore.Launch(server))
            .WithHealthProbe($"{name}_check", new RedisHealthCheck(server));
    }

    /// <summary>Keeps the data between runs.</summary>
    public static IResourceBuilder<RedisResource> WithDataVolume(
        this IResourceBuilder<RedisResource> builder, string? name = null, bool isReadOnly = false) => builder.WithKeptData(name, isReadOnly);

    /// <summary>In the embedded engine every Redis appends each write to a file (AOF), flushed every second, so there is nothing to set.</summary>
    public static IResourceBuilder<RedisResource> WithPersistence(
        this IResourceBuilder<RedisResource> builder, TimeSpan? interval = null, long keysChangedThreshold = 1) => builder;

    public static IResourceBuilder<RedisResource> WithHostPort(this IResourceBuilder<RedisResource> builder, int? port) =>
        builder.WithEndpoint(RedisResource.PrimaryEndpointName, endpoint => endpoint.Port = port);
}

/// <summary>What stores have in common.</summary>
internal static class StoreBuilderExtensions
{
    public static IResourceBuilder<T> WithStore<T>(this IResourceBuilder<T> builder, string endpointName, int? port, LaunchAnnotation launch)
        where T : IResourceWithEndpoints => builder
            .WithEndpoint(port: port, name: endpointName)
            .WithEndpoint(endpointName, endpoint => endpoint.TargetHost = "127.0.0.1")
            .WithAnnotation(launch);

    public static IResourceBuilder<T> WithKeptData<T>(this IResourceBuilder<T> builder, string? name, bool isReadOnly)
        where T : IResource => isReadOnly
            ? throw new NotSupportedException("The embedded engine has no read-only stores.")
            : builder.WithAnnotation(new DataVolumeAnnotation(name ?? builder.Resource.Name), ResourceAnnotationMutationBehavior.Replace);
}
