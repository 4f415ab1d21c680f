using Aspire.Hosting;
using Aspire.Hosting.Testing;
using LearningPlatform.Core.Identity;
using LearningPlatform.Embedded.Hosting;

namespace LearningPlatform.Bench;

/// <summary>Private PostgreSQL, Redis and object storage, with the durability of an ordinary run (fsync, append-only file), in a folder that goes with them.</summary>
internal sealed class BenchStores : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly DistributedApplication _app;

    private BenchStores(DirectoryInfo folder, DistributedApplication app) => (_folder, _app) = (folder, app);

    /// <summary>The connection string of the platform's database.</summary>
    public required string Learning { get; init; }

    public required string Redis { get; init; }

    public required string Storage { get; init; }

    /// <summary>The connection string of the copy that the bare program works on.</summary>
    public string Bare => Learning.Replace("Database=learning", "Database=bare", StringComparison.Ordinal);

    /// <summary>The environment that the AppHost would give a service, with rate limits that nobody reaches.</summary>
    public Dictionary<string, string> ForServices(IdentitySettings settings) => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings__learning"] = Learning,
        ["ConnectionStrings__study"] = Learning,
        ["ConnectionStrings__redis"] = Redis,
        ["ConnectionStrings__storage"] = Storage,
        ["Identity__KeyEncryptionKey"] = settings.KeyEncryptionKey,
        ["Logging__LogLevel__Default"] = "Warning",
        // Still counted, but all the load comes from one address and few users.
        ["RateLimits__Default__PerAddress"] = "1000000000",
        ["RateLimits__Default__PerUser"] = "1000000000",
        ["RateLimits__Auth__PerAddress"] = "1000000",
        ["RateLimits__Auth__PerUser"] = "1000000",
    };

    public static async Task<BenchStores> StartAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("learning-bench-");
        // PostgreSQL does not run as root, and its user must get through.
        File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [$"--LEARNING_DATA={folder.FullName}", "--DcpPublisher:RandomizePorts=true"],
            DisableDashboard = true,
        });
        builder.AddPostgres("postgres").WithDataVolume().AddDatabase("learning");
        builder.AddRedis("redis").WithDataVolume();
        builder.AddObjectStorageServer("storage").WithDataVolume();
        var app = builder.Build();
        await app.StartAsync(cancellationToken);
        foreach (var name in (string[])["learning", "redis", "storage"])
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, cancellationToken);
        }

        return new BenchStores(folder, app)
        {
            Learning = (await app.GetConnectionStringAsync("learning", cancellationToken))!,
            Redis = (await app.GetConnectionStringAsync("redis", cancellationToken))!,
            Storage = (await app.GetConnectionStringAsync("storage", cancellationToken))!,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
