using LearningPlatform.Core.Study.Live;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Calls;

/// <summary>A room's call after a change.</summary>
/// <param name="Outcome">What became of the change.</param>
/// <param name="ChannelId">The call; null when there is none.</param>
/// <param name="ScreenPeerId">Who shows a screen.</param>
/// <param name="Peers">Who takes part.</param>
/// <param name="Gone">Peers who were put out by this change, or by having been silent too long.</param>
/// <param name="EndedId">The call that has ended with it, if one has.</param>
public sealed record CallSnapshot(
    string Outcome, Guid? ChannelId, Guid? ScreenPeerId, IReadOnlyList<CallPeer> Peers, IReadOnlyList<Guid> Gone, Guid? EndedId)
{
    public const string Begins = "begins";
    public const string Full = "full";
    public const string Taken = "taken";
    public const string Unknown = "unknown";
}

/// <summary>The calls of all rooms, over all replicas.</summary>
public sealed class CallState(IConnectionMultiplexer redis, TimeProvider time)
{
    /// <summary>How long a peer counts without being renewed by its replica.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Task<CallSnapshot> ReadAsync(Guid roomId, CancellationToken cancellationToken) =>
        RunAsync(CallScripts.Renew, roomId, [], cancellationToken);

    /// <summary>Takes part: <see cref="CallSnapshot.Full"/> when <paramref name="most"/> others do already.</summary>
    public Task<CallSnapshot> JoinAsync(Guid roomId, CallPeer peer, int most, Guid newChannelId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);
        return RunAsync(
            CallScripts.Join,
            roomId,
            [Text(peer.PeerId), Text(peer.UserId), Text(peer.Audio), Text(peer.Video), most, Text(newChannelId)],
            cancellationToken);
    }

    public Task<CallSnapshot> LeaveAsync(Guid roomId, Guid peerId, CancellationToken cancellationToken) =>
        RunAsync(CallScripts.Leave, roomId, [Text(peerId)], cancellationToken);

    /// <summary>Keeps peers of this replica; one that is not in the answer has got lost.</summary>
    public Task<CallSnapshot> RenewAsync(Guid roomId, IEnumerable<Guid> peers, CancellationToken cancellationToken) =>
        RunAsync(CallScripts.Renew, roomId, [.. peers.Select(Text)], cancellationToken);

    public Task<CallSnapshot> MediaAsync(Guid roomId, Guid peerId, bool audio, bool video, CancellationToken cancellationToken) =>
        RunAsync(CallScripts.Media, roomId, [Text(peerId), Text(audio), Text(video)], cancellationToken);

    /// <summary>Shows a screen or stops to: <see cref="CallSnapshot.Taken"/> while somebody else shows theirs.</summary>
    public Task<CallSnapshot> ScreenAsync(Guid roomId, Guid peerId, bool on, CancellationToken cancellationToken) =>
        RunAsync(CallScripts.Screen, roomId, [Text(peerId), Text(on)], cancellationToken);

    /// <summary>Hands a message to one peer of the same call; false when either of them is not in it.</summary>
    public async Task<bool> RelayAsync(Guid roomId, Guid from, Guid to, CallServerMessage message, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        var sent = await redis.GetDatabase().ScriptEvaluateAsync(
            CallScripts.Relay, [RoomKeys.Call(roomId)], [RoomKeys.Channel(roomId), Text(from), Text(to), message.ToUtf8()])
            .WaitAsync(Patience, time, cancellationToken);
        return (int)sent == 1;
    }

    /// <summary>Rooms in whose calls somebody may have got lost.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        var due = await redis.GetDatabase()
            .SortedSetRangeByScoreAsync(RoomKeys.Calls, stop: time.GetUtcNow().ToUnixTimeMilliseconds(), take: 100)
            .WaitAsync(Patience, time, cancellationToken);
        return [.. due.Select(room => Guid.ParseExact((string)room!, "N"))];
    }

    private async Task<CallSnapshot> RunAsync(string script, Guid roomId, RedisValue[] values, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await redis.GetDatabase().ScriptEvaluateAsync(
            script,
            [RoomKeys.Call(roomId), RoomKeys.Calls],
            [RoomKeys.Channel(roomId), (long)Lifetime.TotalMilliseconds, roomId.ToString("N"), .. values])
            .WaitAsync(Patience, time, cancellationToken))!;
        return new(
            (string)reply[0]!,
            Id(reply[1]),
            Id(reply[2]),
            [.. ((string[])reply[3]!).Select(Peer)],
            [.. ((string[])reply[4]!).Select(Guid.Parse)],
            Id(reply[5]));
    }

    private static CallPeer Peer(string text)
    {
        var words = text.Split(' ');
        return new(Guid.Parse(words[0]), Guid.Parse(words[1]), bool.Parse(words[2]), bool.Parse(words[3]));
    }

    private static Guid? Id(RedisResult reply) => Guid.TryParse((string?)reply, out var id) ? id : null;

    private static RedisValue Text(Guid id) => id.ToString();

    private static RedisValue Text(bool flag) => flag ? "true" : "false";
}
