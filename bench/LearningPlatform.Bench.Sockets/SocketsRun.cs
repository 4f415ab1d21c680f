using System.Net;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Bench.Sockets;

/// <summary>One Realtime process, and everybody who comes to it by one version of HTTP.</summary>
internal static class SocketsRun
{
    // What was left behind by the start, or by the rush of those who came, has been given back by then.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan UntilAtRest = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Version version, int sockets, int rate, int seconds)
    {
        var logs = Directory.CreateTempSubdirectory("learning-bench-logs-").FullName;
        await using var stores = await BenchStores.StartAsync(CancellationToken.None);
        var settings = new IdentitySettings { KeyEncryptionKey = "a key for benchmarks that is long enough to be taken" };
        var rooms = BenchRooms.Of(sockets);
        var people = rooms.People;
        var signing = await Signing.PrepareAsync(stores.Learning, settings, people, CancellationToken.None);
        var tokens = people.Zip(signing.Tokens).ToDictionary(pair => pair.First, pair => pair.Second);
        await rooms.StoreAsync(stores.Learning);

        var environment = Environment(stores, settings);
        await using var api = await Server.StartAsync("LearningPlatform.Api", "/health/ready", environment, logs, CancellationToken.None);
        environment["services__api__http__0"] = api.Address.OriginalString;
        // Without TLS nothing says which version is spoken: it is the one or the other.
        environment["Kestrel__EndpointDefaults__Protocols"] = version == HttpVersion.Version20 ? "Http2" : "Http1";
        await using var realtime = await Server.StartAsync(
            "LearningPlatform.Realtime", "/health/ready", environment, logs, CancellationToken.None, version);
        await Task.Delay(UntilIdle);
        var before = realtime.ResidentMegabytes;

        using var crowd = new Crowd(realtime.Address, version);
        var connectRate = await crowd.ConnectAsync(rooms, person => tokens[person]);
        var rushed = realtime.ResidentMegabytes;
        await Task.Delay(UntilAtRest);
        var quiet = realtime.ResidentMegabytes;
        var open = crowd.Events.Open;
        Console.WriteLine(
            $"HTTP/{version}  {open:N0} of {people.Count:N0} sockets open, {connectRate:N0} connected/s, {crowd.TriedAgain:N0} tried again; "
            + $"resident {before:N0} MB before, {rushed:N0} when all were in, {quiet:N0} at rest: {(quiet - before) * 1e3 / open:N1} kB a socket");

        await crowd.TalkAsync(rate, WarmUp);
        await Task.Delay(WarmUp);
        crowd.Events.Latencies.Clear();
        var processor = realtime.ProcessorTime;
        var said = await crowd.TalkAsync(rate, TimeSpan.FromSeconds(seconds));
        await Task.Delay(WarmUp);
        processor = realtime.ProcessorTime - processor;
        var latencies = crowd.Events.Latencies;
        var received = latencies.Received;
        Console.WriteLine(
            $"HTTP/{version}  {said / seconds:N0} messages/s in for {seconds} s, {received / seconds:N0}/s out "
            + $"({(double)received / ((long)said * BenchRooms.PeopleEach):P1} of all); p50 {latencies.Percentile(0.5):N1} ms, "
            + $"p95 {latencies.Percentile(0.95):N1} ms, p99 {latencies.Percentile(0.99):N1} ms; Realtime used "
            + $"{processor.TotalSeconds / seconds:N2} processors, {realtime.ResidentMegabytes:N0} MB; {crowd.Events.Open:N0} sockets open at the end");
    }

    private static Dictionary<string, string> Environment(BenchStores stores, IdentitySettings settings) => new(StringComparer.Ordinal)
    {
        ["ConnectionStrings__learning"] = stores.Learning,
        ["ConnectionStrings__study"] = stores.Learning,
        ["ConnectionStrings__redis"] = stores.Redis,
        ["ConnectionStrings__storage"] = stores.Storage,
        ["Identity__KeyEncryptionKey"] = settings.KeyEncryptionKey,
        ["Logging__LogLevel__Default"] = "Warning",
        // Everybody comes from one address.
        ["RateLimits__Default__PerAddress"] = "100000000",
        ["RateLimits__Default__PerUser"] = "100000000",
    };
}
