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

/// <summary>XP that somebody just got.</summary>
/// <param name="Amount">How much.</param>
/// <param name="Source">For what kind of thing, as in <c>/auth/xp</c>.</param>
/// <param name="Xp">All of it, this award and perhaps later ones included.</param>
/// <param name="Level">The level that this is.</param>
public sealed record LiveXp(int Amount, string Source, long Xp, int Level);

/// <summary>What <c>/ws/notifications</c> sends: <c>hello</c> once, then a <c>notification</c> or an <c>xp</c> each.</summary>
/// <param name="Type"><c>hello</c>, <c>notification</c> or <c>xp</c>.</param>
/// <param name="Unread">With <c>hello</c>: how many are unread.</param>
/// <param name="Notification">With <c>notification</c>: the notification.</param>
/// <param name="Xp">With <c>xp</c>: the award. Not repeated for who was away; <c>GET /auth/xp</c> has them all.</param>
public sealed record NotificationSocketMessage(string Type, long? Unread, NotificationView? Notification, LiveXp? Xp)
{
    public static NotificationSocketMessage Hello(long unread) => new("hello", unread, null, null);

    public static NotificationSocketMessage Of(NotificationView notification) => new("notification", null, notification, null);

    public static NotificationSocketMessage Of(LiveXp xp) => new("xp", null, null, xp);
}

/// <summary>What travels from Workers to the Realtime replicas, on the Redis channel <see cref="Channel"/>: one of the two.</summary>
public sealed record LiveNotification(Guid UserId, NotificationView? Notification, LiveXp? Xp)
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
