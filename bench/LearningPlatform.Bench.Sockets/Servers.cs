using LearningPlatform.Core.Identity;

namespace LearningPlatform.Bench.Sockets;

/// <summary>The two that are measured: one Realtime process with all that it stands on, and Kestrel with as little as a room needs.</summary>
internal static class Servers
{
    public static async Task RunRealtimeAsync(Load load)
    {
        await using var stores = await BenchStores.StartAsync(CancellationToken.None);
        var settings = new IdentitySettings { KeyEncryptionKey = "a key for benchmarks that is long enough to be taken" };
        var rooms = BenchRooms.Of(load.Sockets);
        var signing = await Signing.PrepareAsync(stores.Learning, settings, rooms.People, CancellationToken.None);
        var tokens = rooms.People.Zip(signing.Tokens).ToDictionary(pair => pair.First, pair => pair.Second);
        await rooms.StoreAsync(stores.Learning);

        var (environment, logs) = (stores.ForServices(settings), NewLogs());
        await using var api = await Server.StartAsync("LearningPlatform.Api", "/health/ready", environment, logs, CancellationToken.None);
        environment["services__api__http__0"] = api.Address.OriginalString;
        environment.Add(load.Protocols.Key, load.Protocols.Value);
        await using var realtime = await Server.StartAsync(
            "LearningPlatform.Realtime", "/health/ready", environment, logs, CancellationToken.None, load.Version);
        await SocketsRun.RunAsync("Realtime", realtime, load, rooms, person => tokens[person]);
    }

    public static async Task RunBareAsync(Load load)
    {
        var environment = new Dictionary<string, string>([load.Protocols]);
        await using var bare = await Server.StartAsync(
            "LearningPlatform.Bench.BareRooms", "/", environment, NewLogs(), CancellationToken.None, load.Version);
        await SocketsRun.RunAsync("bare", bare, load, BenchRooms.Of(load.Sockets), _ => "none");
    }

    private static string NewLogs() => Directory.CreateTempSubdirectory("learning-bench-logs-").FullName;
}
