using System.Text.Json;
using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Notifications;

/// <summary>A notification as it is listed and sent.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Data">What the kind's sentence needs: ids and names.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="ReadAt">When it was read; null until then.</param>
public sealed record NotificationView(Guid Id, NotificationKind Kind, JsonElement Data, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt)
{
    public static NotificationView Of(Notification notification)
    {
        ArgumentNullException.ThrowIfNull(notification);
        return new(
            notification.Id,
            notification.Kind,
            JsonSerializer.Deserialize(notification.Data, NotificationJson.Default.JsonElement),
            notification.CreatedAt,
            notification.ReadAt);
    }
}

/// <summary>What <c>/ws/notifications</c> sends: <c>hello</c> once, then a <c>notification</c> each.</summary>
/// <param name="Type"><c>hello</c> or <c>notification</c>.</param>
/// <param name="Unread">With <c>hello</c>: how many are unread.</param>
/// <param name="Notification">With <c>notification</c>: the notification.</param>
public sealed record NotificationSocketMessage(string Type, long? Unread, NotificationView? Notification)
{
    public static NotificationSocketMessage Hello(long unread) => new("hello", unread, null);

    public static NotificationSocketMessage Of(NotificationView notification) => new("notification", null, notification);
}

/// <summary>What travels from Workers to the Realtime replicas, on the Redis channel <see cref="Channel"/>.</summary>
public sealed record LiveNotification(Guid UserId, NotificationView Notification)
{
    public const string Channel = "notifications";
}

/// <summary>The JSON of notifications.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [typeof(SnakeCaseWords)])]
[JsonSerializable(typeof(NotificationSocketMessage))]
[JsonSerializable(typeof(LiveNotification))]
[JsonSerializable(typeof(Dictionary<string, string>))]
public sealed partial class NotificationJson : JsonSerializerContext;

/// <summary>Enums as lower-case words.</summary>
internal sealed class SnakeCaseWords() : JsonStringEnumConverter<NotificationKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);
