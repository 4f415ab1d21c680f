using System.Text.Json;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Realtime.Sockets;
using StackExchange.Redis;

namespace LearningPlatform.Realtime.Notifications;

/// <summary>Hands what Workers publish to the sockets of whom it is for.</summary>
internal sealed class NotificationFeed(IServiceProvider services, TimeProvider time, ILogger<NotificationFeed> logger) : BackgroundService
{
    private static readonly RedisChannel Channel = new(LiveNotification.Channel, RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>The listeners, by user.</summary>
    public Audience<NotificationListener> Listeners { get; } = new();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Connecting may take seconds while Redis is away.
                var redis = await Task.Run(services.GetRequiredService<IConnectionMultiplexer>, stoppingToken);
                await redis.ListenAsync(Channel, message => Receive(message!));
                return;
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                logger.LogWarning(exception, "Redis is away; there are no live notifications until it is back");
                await Task.Delay(TryAgainAfter, time, stoppingToken);
            }
        }
    }

    private void Receive(byte[] json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, NotificationJson.Default.LiveNotification) is { } live
                && Listeners.Of(live.UserId) is { IsEmpty: false } listeners)
            {
                var message = (live.Xp is { } xp ? NotificationSocketMessage.Of(xp) : NotificationSocketMessage.Of(live.Notification!)).ToUtf8();
                foreach (var listener in listeners)
                {
                    listener.Receive(live.Notification?.Id, message);
                }
            }
        }
        catch (JsonException exception)
        {
            logger.LogError(exception, "The channel of notifications carried something else");
        }
    }
}
