using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using LearningPlatform.Embedded.ObjectStorage;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>The engine's own S3-compatible store. <c>Endpoint=http://127.0.0.1:…;AccessKey=…;SecretKey=…</c></summary>
public sealed class ObjectStorageResource(string name, ParameterResource secretKey)
    : Resource(name), IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal const string AccessKey = "learning";

    internal EndpointReference Endpoint => new(this, "http");

    internal ParameterResource SecretKey { get; } = secretKey;

    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Endpoint={Endpoint};AccessKey={AccessKey};SecretKey={SecretKey}");
}

/// <summary>Adds the engine's own object storage to an app model.</summary>
public static class ObjectStorageBuilderExtensions
{
    /// <summary>Runs in the AppHost's process, on a free port of the loopback interface.</summary>
    public static IResourceBuilder<ObjectStorageResource> AddObjectStorageServer(this IDistributedApplicationBuilder builder, string name)
    {
        var secretKey = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-secret-key", special: false);
        var storage = new ObjectStorageResource(name, secretKey);
        return builder.AddResource(storage)
            .WithHttpEndpoint()
            .WithEndpoint("http", endpoint => endpoint.TargetHost = "127.0.0.1")
            .WithAnnotation(new LaunchAnnotation((context, cancellationToken) => StartAsync(storage, context, cancellationToken)));
    }

    /// <summary>Keeps the objects between runs.</summary>
    public static IResourceBuilder<ObjectStorageResource> WithDataVolume(this IResourceBuilder<ObjectStorageResource> builder, string? name = null) =>
        builder.WithKeptData(name, isReadOnly: false);

    private static async Task<IRunning> StartAsync(ObjectStorageResource storage, LaunchContext context, CancellationToken cancellationToken)
    {
        var logs = LoggerFactory.Create(logging => logging.AddProvider(new ResourceLogProvider(context)).SetMinimumLevel(LogLevel.Warning));
        Directory.CreateDirectory(context.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var server = await ObjectStorageServer.StartAsync(
            new ObjectStorageOptions
            {
                DataDirectory = context.DataFolder,
                Port = storage.Endpoint.Port,
                AccessKey = ObjectStorageResource.AccessKey,
                SecretKey = await storage.SecretKey.GetValueAsync(cancellationToken) ?? "",
                LoggerFactory = logs
            },
            cancellationToken);
        context.Log($"listens on {server.Endpoint}");
        return new RunningInProcess(async () =>
        {
            await server.DisposeAsync();
            logs.Dispose();
        });
    }

    /// <summary>Writes a server's log lines into its resource's log.</summary>
    private sealed class ResourceLogProvider(LaunchContext context) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            context.Log($"{formatter(state, exception)}{(exception is null ? "" : $" {exception}")}", logLevel >= LogLevel.Error);

        public void Dispose()
        {
        }
    }
}
