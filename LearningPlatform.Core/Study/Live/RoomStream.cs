using System.Text;
using StackExchange.Redis;

namespace LearningPlatform.Core.Study.Live;

/// <summary>Reads the stream that <see cref="RoomFeed"/> writes.</summary>
public sealed class RoomStream(IConnectionMultiplexer redis, TimeProvider time)
{
    // An empty stream gets an entry that nobody is shown: a client that saw no event yet has an id to come back with all the same.
    private const string TailScript =
        """
        local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
        local id = last[1] and last[1][1] or redis.call('XADD', KEYS[1], '*', 't', '', 'm', '{}')
        redis.call('EXPIRE', KEYS[1], ARGV[1])
        return id
        """;

    // A room whose members only listen keeps its stream.
    private const string SinceScript =
        """
        redis.call('EXPIRE', KEYS[1], ARGV[3])
        return redis.call('XRANGE', KEYS[1], ARGV[1], '+', 'COUNT', ARGV[2])
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The id of the newest event.</summary>
    public async Task<RoomEventId> TailAsync(Guid roomId, CancellationToken cancellationToken)
    {
        var id = await RunAsync(TailScript, roomId, [(long)RoomFeed.KeptFor.TotalSeconds], cancellationToken);
        return RoomEventId.TryParse((string?)id, out var tail) ? tail : throw new InvalidOperationException($"Redis answered '{id}' for an id.");
    }

    /// <summary>The events after <paramref name="last"/>, oldest first; null when the stream does not reach back so far any more.</summary>
    public async Task<IReadOnlyList<RoomEvent>?> SinceAsync(Guid roomId, RoomEventId last, CancellationToken cancellationToken)
    {
        // One more than are kept, since trimming is not exact: who is further behind is better off reading everything anew.
        var reply = await RunAsync(
            SinceScript, roomId, [last.ToString(), RoomFeed.Kept + 1, (long)RoomFeed.KeptFor.TotalSeconds], cancellationToken);
        var entries = Array.ConvertAll((RedisResult[])reply!, Read);
        // The last event seen must still be there: only then nothing is missing between it and the next.
        return entries.Length is > 0 and <= RoomFeed.Kept && entries[0].Id == last
            ? [.. entries.Skip(1).Where(entry => entry.Type.Length > 0)]
            : null;
    }

    private Task<RedisResult> RunAsync(string script, Guid roomId, RedisValue[] values, CancellationToken cancellationToken) =>
        redis.GetDatabase().ScriptEvaluateAsync(script, [RoomKeys.Stream(roomId)], values).WaitAsync(Patience, time, cancellationToken);

    /// <summary>An entry is <c>[id, [t, type, m, json]]</c>.</summary>
    private static RoomEvent Read(RedisResult entry)
    {
        var parts = (RedisResult[])entry!;
        var fields = (RedisResult[])parts[1]!;
        return RoomEventId.TryParse((string?)parts[0], out var id)
            ? RoomEvent.Of(id, (string?)fields[1] ?? "", Encoding.UTF8.GetBytes((string?)fields[3] ?? "{}"))
            : throw new InvalidOperationException("An entry of a room's stream has no id.");
    }
}
