using System.Text.Json;

namespace LearningPlatform.Core.Notifications;

/// <summary>What people are told about.</summary>
public enum NotificationKind
{
    Welcome,

    /// <summary>A seat in a course is theirs.</summary>
    Enrolled,

    /// <summary>An instructor whom they follow has published a course.</summary>
    CoursePublished,

    /// <summary>A course that they take has news.</summary>
    CourseAnnounced,

    CertificateIssued,

    /// <summary>A certificate of theirs was taken back.</summary>
    CertificateRevoked,

    /// <summary>They teach a course now beside its owner, or no longer.</summary>
    CourseInstructor,

    /// <summary>Somebody has looked at their evidence for a lab.</summary>
    LabReviewed,

    /// <summary>A person has graded an essay of theirs.</summary>
    Graded,

    FriendRequest,
    FriendAccepted,

    /// <summary>Somebody asks them into a study room.</summary>
    RoomInvited,

    /// <summary>Somebody names them in a study room's chat.</summary>
    Mentioned,

    /// <summary>Something happened to the account that its owner must know of.</summary>
    Security,
}

/// <summary>How a kind of notification comes by mail.</summary>
public enum EmailDelivery
{
    Immediate,

    /// <summary>Gathered in one mail a day.</summary>
    Digest,

    Off,
}

/// <summary>How a kind reaches its people as long as they have not chosen otherwise.</summary>
/// <param name="InApp">In the list, and live.</param>
/// <param name="Email">By mail.</param>
public sealed record Delivery(bool InApp, EmailDelivery Email);

/// <summary>The kinds' names and defaults.</summary>
public static class NotificationKinds
{
    public static IReadOnlyList<NotificationKind> All { get; } = Enum.GetValues<NotificationKind>();

    /// <summary>As the database and JSON carry it.</summary>
    public static string Name(this NotificationKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Reads what <see cref="Name"/> gives; false for anything else.</summary>
    public static bool TryParse(string? name, out NotificationKind kind)
    {
        kind = All.FirstOrDefault(known => known.Name() == name);
        return kind.Name() == name;
    }

    public static Delivery Default(this NotificationKind kind) => kind switch
    {
        NotificationKind.CoursePublished or NotificationKind.FriendRequest or NotificationKind.Mentioned => new(true, EmailDelivery.Digest),
        NotificationKind.FriendAccepted => new(true, EmailDelivery.Off),
        _ => new(true, EmailDelivery.Immediate),
    };

    /// <summary>Kinds that nobody can turn off, and that quiet hours do not hold back: who took over an account would.</summary>
    public static bool IsMandatory(this NotificationKind kind) => kind == NotificationKind.Security;
}
