using StackExchange.Redis;

namespace LearningPlatform.Core.Data;

/// <summary>Listening to a Redis channel, in order and without leftovers.</summary>
public static class RedisSubscriptions
{
    // The client does not guard its books while it tells the server: who comes as the last one leaves might be heard of by neither.
    private static readonly Lock Gate = new();

    /// <summary>
    /// Gives each message of <paramref name="channel"/> to <paramref name="handler"/>, one after the other. Once it has listened, the client
    /// listens again by itself after an outage; when this throws, nothing is left behind, so that it can be tried again.
    /// </summary>
    /// <remarks>One listener for each channel and connection: a failed try takes all listeners of its channel away.</remarks>
    /// <exception cref="RedisException">Redis is away (or <see cref="TimeoutException"/>).</exception>
    public static async Task<ChannelMessageQueue> ListenAsync(
        this IConnectionMultiplexer redis, RedisChannel channel, Action<RedisValue> handler)
    {
        ArgumentNullException.ThrowIfNull(redis);
        var subscriber = redis.GetSubscriber();
        try
        {
            // Not SubscribeAsync with a handler: the client would run it for several messages at once, in any order.
            var queue = await SubscribeAsync(subscriber, channel);
            queue.OnMessage(message => handler(message.Message));
            return queue;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            lock (Gate)
            {
                subscriber.Unsubscribe(channel, flags: CommandFlags.FireAndForget);
            }

            throw;
        }
    }

    /// <summary>Ends what <see cref="ListenAsync"/> began; nobody waits for the server.</summary>
    public static void StopListening(this ChannelMessageQueue queue)
    {
        ArgumentNullException.ThrowIfNull(queue);
        lock (Gate)
        {
            queue.Unsubscribe(CommandFlags.FireAndForget);
        }
    }

    private static Task<ChannelMessageQueue> SubscribeAsync(ISubscriber subscriber, RedisChannel channel)
    {
        lock (Gate)
        {
            return subscriber.SubscribeAsync(channel);
        }
    }
}
