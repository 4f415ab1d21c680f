using StackExchange.Redis;

namespace LearningPlatform.Core.Data;

/// <summary>Listening to a Redis channel, in order and without leftovers.</summary>
public static class RedisSubscriptions
{
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
            var queue = await subscriber.SubscribeAsync(channel);
            queue.OnMessage(message => handler(message.Message));
            return queue;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            subscriber.Unsubscribe(channel, flags: CommandFlags.FireAndForget);
            throw;
        }
    }
}
