using System.Text.Json;
using LearningPlatform.Core.Notifications;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Notifications;

/// <summary>The way to whoever has <c>/ws/notifications</c> open, on any replica.</summary>
internal sealed class LiveChannel(IConnectionMultiplexer redis)
{
    private static readonly RedisChannel Channel = new(LiveNotification.Channel, RedisChannel.PatternMode.Literal);

    public Task PublishAsync(LiveNotification live) =>
        redis.GetSubscriber().PublishAsync(Channel, JsonSerializer.Serialize(live, NotificationJson.Default.LiveNotification));
}
