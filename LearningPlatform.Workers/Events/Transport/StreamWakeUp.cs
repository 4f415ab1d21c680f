using System.Collections.Concurrent;
using LearningPlatform.Core.Data;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>Tells the readers of every Workers process that a topic has something new. A lost message costs a poll interval, no more.</summary>
internal sealed class StreamWakeUp(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = new("events", RedisChannel.PatternMode.Literal);

    private readonly ConcurrentDictionary<string, TaskCompletionSource> _next = new(StringComparer.Ordinal);
    private int _subscribed;

    /// <summary>Completes at the next announcement. Take it before looking: what is announced in between is not missed.</summary>
    public Task Next(string topic)
    {
        if (Interlocked.Exchange(ref _subscribed, 1) == 0)
        {
            _ = SubscribeAsync();
        }

        return _next.GetOrAdd(topic, static _ => NewSource()).Task;
    }

    public void Announce(string topic) => redis.GetSubscriber().Publish(Channel, topic, CommandFlags.FireAndForget);

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SubscribeAsync()
    {
        try
        {
            await redis.ListenAsync(Channel, topic => Wake(topic!));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Volatile.Write(ref _subscribed, 0);
        }
    }

    private void Wake(string topic)
    {
        if (_next.TryRemove(topic, out var source))
        {
            source.TrySetResult();
        }
    }
}
