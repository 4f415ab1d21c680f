namespace LearningPlatform.Bench.Sockets;

/// <summary>Everybody comes to one server, is silent for a while, and then talks.</summary>
internal static class SocketsRun
{
    // What was left behind by the start, or by the rush of those who came, has been given back by then.
    private static readonly TimeSpan UntilIdle = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan UntilAtRest = TimeSpan.FromSeconds(75);

    // Until the runtime has compiled what is used most for the last time.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(string name, Server server, Load load, BenchRooms rooms, Func<Guid, string> token)
    {
        await Task.Delay(UntilIdle);
        using var crowd = new Crowd(server.Address, load.Version);
        var title = $"HTTP/{load.Version}  {name,-8}  ";
        Console.WriteLine(title + await EnterAsync(server, crowd, rooms, token));
        Console.WriteLine(title + await TalkAsync(server, crowd, load));
    }

    private static async Task<string> EnterAsync(Server server, Crowd crowd, BenchRooms rooms, Func<Guid, string> token)
    {
        var before = server.ResidentMegabytes;
        var connectRate = await crowd.ConnectAsync(rooms, token);
        var rushed = server.ResidentMegabytes;
        await Task.Delay(UntilAtRest);
        var quiet = server.ResidentMegabytes;
        var open = crowd.Events.Open;
        return $"{open:N0} of {rooms.People.Count:N0} sockets open, {connectRate:N0} connected/s, {crowd.TriedAgain:N0} tried again; "
            + $"resident {before:N0} MB before, {rushed:N0} when all were in, {quiet:N0} at rest: {(quiet - before) * 1e3 / open:N1} kB a socket";
    }

    private static async Task<string> TalkAsync(Server server, Crowd crowd, Load load)
    {
        await crowd.TalkAsync(load.Rate, WarmUp);
        await Task.Delay(Pause);
        crowd.Events.Latencies.Clear();
        var processor = server.ProcessorTime;
        var said = await crowd.TalkAsync(load.Rate, TimeSpan.FromSeconds(load.Seconds));
        await Task.Delay(Pause);
        processor = server.ProcessorTime - processor;
        var latencies = crowd.Events.Latencies;
        var received = latencies.Received;
        return $"{said / load.Seconds:N0} messages/s in for {load.Seconds} s, {received / load.Seconds:N0}/s out "
            + $"({(double)received / ((long)said * BenchRooms.PeopleEach):P1} of all); p50 {latencies.Percentile(0.5):N1} ms, "
            + $"p95 {latencies.Percentile(0.95):N1} ms, p99 {latencies.Percentile(0.99):N1} ms; the server used "
            + $"{processor.TotalSeconds / load.Seconds:N2} processors, {server.ResidentMegabytes:N0} MB; {crowd.Events.Open:N0} sockets open at the end";
    }
}
