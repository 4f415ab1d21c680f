using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Notifications;

/// <summary>One thing that one person was told.</summary>
public sealed class Notification
{
    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }
    public required NotificationKind Kind { get; init; }

    /// <summary>A JSON object with what this kind's sentence needs: ids and names.</summary>
    public required string Data { get; init; }

    public Guid? EventId { get; init; }
    public required bool InApp { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>Somebody's own choice for a kind.</summary>
public sealed class NotificationPreference
{
    public required Guid UserId { get; init; }
    public required NotificationKind Kind { get; init; }
    public required bool InApp { get; set; }
    public required EmailDelivery Email { get; set; }
}

/// <summary>When somebody wants to be left alone, and when the daily mail comes; all in their time zone.</summary>
/// <remarks>The token in the links that unsubscribe is the table's own: made there, read only where mails are composed.</remarks>
public sealed class NotificationSettings
{
    public static readonly TimeOnly DefaultDigestAt = new(8, 0);

    public required Guid UserId { get; init; }
    public TimeOnly? QuietFrom { get; init; }
    public TimeOnly? QuietUntil { get; init; }
    public TimeOnly DigestAt { get; init; } = DefaultDigestAt;
}

internal sealed class NotificationModel : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.Property(notification => notification.Kind).HasConversion<LowerCaseEnum<NotificationKind>>();
        builder.Property(notification => notification.Data).HasColumnType("jsonb");
    }
}

internal sealed class NotificationPreferenceModel : IEntityTypeConfiguration<NotificationPreference>
{
    public void Configure(EntityTypeBuilder<NotificationPreference> builder)
    {
        builder.ToTable("notification_preferences");
        builder.HasKey(preference => new { preference.UserId, preference.Kind });
        builder.Property(preference => preference.Kind).HasConversion<LowerCaseEnum<NotificationKind>>();
        builder.Property(preference => preference.Email).HasConversion<LowerCaseEnum<EmailDelivery>>();
    }
}

internal sealed class NotificationSettingsModel : IEntityTypeConfiguration<NotificationSettings>
{
    public void Configure(EntityTypeBuilder<NotificationSettings> builder)
    {
        builder.ToTable("notification_settings");
        builder.HasKey(settings => settings.UserId);
    }
}
