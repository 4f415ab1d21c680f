using Aspire.Hosting.ApplicationModel;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>Runs the machine's Redis: loopback only, with a password, each write appended to a file.</summary>
internal static class RedisStore
{
    public static LaunchAnnotation Launch(RedisResource server) => new((context, cancellationToken) => StartAsync(server, context, cancellationToken))
    {
        FindObstacle = () => ServerPrograms.RedisServer() is null
            ? ServerPrograms.HowToInstall("Redis", "redis-server", "redis")
            : StoreUser.FindObstacle()
    };

    private static async Task<IRunning> StartAsync(RedisResource server, LaunchContext context, CancellationToken cancellationToken)
    {
        var folder = context.DataFolder;
        StoreUser.CreateFolder(folder);
        var password = server.PasswordParameter is null ? null : await server.PasswordParameter.GetValueAsync(cancellationToken);
        var settings = Path.Combine(folder, "redis.conf");
        StoreUser.WriteFile(settings, $"""
            bind 127.0.0.1
            port {server.PrimaryEndpoint.Port}
            dir "{folder}"
            daemonize no
            appendonly yes
            appendfsync everysec
            save ""
            {(string.IsNullOrEmpty(password) ? "" : $"requirepass \"{password}\"")}

            """);
        return RunningProcess.Start(context, StoreUser.Spec(folder, ServerPrograms.RedisServer()!, settings));
    }
}
