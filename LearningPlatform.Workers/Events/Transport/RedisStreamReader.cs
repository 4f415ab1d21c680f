using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>One consumer of one group of a stream.</summary>
internal sealed class RedisStreamReader(
    IDatabase database, StreamWakeUp wakeUp, EventOptions options, TimeProvider time, string topic, string group) : IEventReader
{
    // A new name for every reader: what an earlier one had pending is claimed, never mistaken for one's own.
    private readonly string _consumer = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}";
    private string _claimCursor = "0-0";
    private long _claimedAt;
    private bool _hasGroup;

    public async Task<IReadOnlyList<Delivery>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var next = wakeUp.Next(topic);
            var deliveries = await WithGroupAsync(() => TakeAsync(max, cancellationToken), cancellationToken);
            var left = wait - time.GetElapsedTime(started);
            if (deliveries.Count > 0 || left <= TimeSpan.Zero)
            {
                return deliveries;
            }

            await WaitAsync(next, left < options.PollInterval ? left : options.PollInterval, cancellationToken);
        }
    }

    public async Task AcknowledgeAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
        {
            object[] arguments = [(RedisKey)topic, group, .. deliveries.Select(delivery => delivery.Receipt)];
            await database.ExecuteAsync("XACK", arguments).WaitAsync(cancellationToken);
        }
    }

    public async Task KeepAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
        {
            object[] arguments = [(RedisKey)topic, group, _consumer, 0, .. deliveries.Select(delivery => delivery.Receipt), "JUSTID"];
            await WithGroupAsync(() => database.ExecuteAsync("XCLAIM", arguments).WaitAsync(cancellationToken), cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<IReadOnlyList<Delivery>> TakeAsync(int max, CancellationToken cancellationToken)
    {
        if (_claimedAt == 0 || time.GetElapsedTime(_claimedAt) > options.ClaimAfter / 4)
        {
            var claimed = await ClaimAsync(max, cancellationToken);
            if (claimed.Count > 0)
            {
                return claimed;
            }
        }

        var reply = await database.ExecuteAsync(
            "XREADGROUP", "GROUP", group, _consumer, "COUNT", max, "STREAMS", (RedisKey)topic, ">").WaitAsync(cancellationToken);
        // [[topic, entries]], or nil when there is nothing.
        return reply.IsNull ? [] : Read(((RedisResult[])((RedisResult[])reply!)[0]!)[1], takenOver: false);
    }

    /// <summary>Takes over what consumers have held without a sign of life.</summary>
    private async Task<IReadOnlyList<Delivery>> ClaimAsync(int max, CancellationToken cancellationToken)
    {
        var reply = (RedisResult[])(await database.ExecuteAsync(
            "XAUTOCLAIM", (RedisKey)topic, group, _consumer, (long)options.ClaimAfter.TotalMilliseconds, _claimCursor, "COUNT", max)
            .WaitAsync(cancellationToken))!;
        _claimCursor = (string)reply[0]!;
        if (_claimCursor == "0-0")
        {
            _claimedAt = time.GetTimestamp();
        }

        return Read(reply[1], takenOver: true);
    }

    private static List<Delivery> Read(RedisResult entries, bool takenOver) =>
        [.. ((RedisResult[])entries!).Select(entry => StreamEntry.Read(entry, takenOver)).OfType<Delivery>()];

    /// <summary>Runs the call, and once more with the group made anew when Redis has lost it.</summary>
    private async Task<T> WithGroupAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        if (!_hasGroup)
        {
            await CreateGroupAsync(cancellationToken);
        }

        try
        {
            return await call();
        }
        catch (RedisServerException exception) when (exception.Message.Contains("NOGROUP", StringComparison.Ordinal))
        {
            await CreateGroupAsync(cancellationToken);
            return await call();
        }
    }

    /// <summary>From the stream's start: what was published before the group existed is meant for it as well.</summary>
    private async Task CreateGroupAsync(CancellationToken cancellationToken)
    {
        try
        {
            await database.ExecuteAsync("XGROUP", "CREATE", (RedisKey)topic, group, "0", "MKSTREAM").WaitAsync(cancellationToken);
        }
        catch (RedisServerException exception) when (exception.Message.Contains("BUSYGROUP", StringComparison.Ordinal))
        {
            // Another replica was first.
        }

        _hasGroup = true;
    }

    private async Task WaitAsync(Task next, TimeSpan wait, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // Time to look without having been woken.
        }
    }
}
