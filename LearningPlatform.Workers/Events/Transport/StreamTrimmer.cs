using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>Caps streams by what has been read: an entry goes only when every group has acknowledged it.</summary>
internal sealed class StreamTrimmer(IConnectionMultiplexer redis)
{
    // Kept of a topic that nobody listens to, for whoever comes next.
    private const int KeptWithoutGroups = 1_000;
    private static readonly TimeSpan ForgetConsumerAfter = TimeSpan.FromHours(1);

    public async Task TrimAsync(string topic, CancellationToken cancellationToken)
    {
        var database = redis.GetDatabase();
        if (!await database.KeyExistsAsync(topic).WaitAsync(cancellationToken))
        {
            return;
        }

        var groups = await ListAsync("GROUPS", topic, null, cancellationToken);
        if (groups.Count == 0)
        {
            await database.ExecuteAsync("XTRIM", (RedisKey)topic, "MAXLEN", "~", KeptWithoutGroups).WaitAsync(cancellationToken);
            return;
        }

        var oldest = (Time: ulong.MaxValue, Sequence: ulong.MaxValue);
        foreach (var group in groups)
        {
            var needed = await OldestNeededAsync(database, topic, group, cancellationToken);
            oldest = needed.CompareTo(oldest) < 0 ? needed : oldest;
            await ForgetConsumersAsync(topic, (string)group["name"]!, cancellationToken);
        }

        await database.ExecuteAsync("XTRIM", (RedisKey)topic, "MINID", $"{oldest.Time}-{oldest.Sequence}").WaitAsync(cancellationToken);
    }

    private static async Task<(ulong Time, ulong Sequence)> OldestNeededAsync(
        IDatabase database, string topic, Dictionary<string, RedisResult> group, CancellationToken cancellationToken)
    {
        // Read before the pending ones: what is delivered in between is newer than it.
        var delivered = ParseId((string)group["last-delivered-id"]!);
        var pending = (RedisResult[])(await database.ExecuteAsync("XPENDING", (RedisKey)topic, (string)group["name"]!)
            .WaitAsync(cancellationToken))!;
        if ((long)pending[0] == 0)
        {
            return delivered;
        }

        var oldestPending = ParseId((string)pending[1]!);
        return oldestPending.CompareTo(delivered) < 0 ? oldestPending : delivered;
    }

    /// <summary>Processes come and go under ever new names. One that has nothing pending and has been silent for long is gone.</summary>
    private async Task ForgetConsumersAsync(string topic, string group, CancellationToken cancellationToken)
    {
        foreach (var consumer in await ListAsync("CONSUMERS", topic, group, cancellationToken))
        {
            if ((long)consumer["pending"] == 0 && (long)consumer["idle"] > ForgetConsumerAfter.TotalMilliseconds)
            {
                await redis.GetDatabase().ExecuteAsync("XGROUP", "DELCONSUMER", (RedisKey)topic, group, (string)consumer["name"]!)
                    .WaitAsync(cancellationToken);
            }
        }
    }

    private async Task<List<Dictionary<string, RedisResult>>> ListAsync(
        string what, string topic, string? group, CancellationToken cancellationToken)
    {
        object[] arguments = group is null ? [what, (RedisKey)topic] : [what, (RedisKey)topic, group];
        var rows = (RedisResult[])(await redis.GetDatabase().ExecuteAsync("XINFO", arguments).WaitAsync(cancellationToken))!;
        return [.. rows.Select(row => ((RedisResult[])row!).Chunk(2).ToDictionary(pair => (string)pair[0]!, pair => pair[1], StringComparer.Ordinal))];
    }

    /// <summary>An entry's id: milliseconds and a counter within them.</summary>
    private static (ulong Time, ulong Sequence) ParseId(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return (ulong.Parse(text.AsSpan(0, dash)), ulong.Parse(text.AsSpan(dash + 1)));
    }
}
