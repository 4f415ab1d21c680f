using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Notifications;

/// <summary>How somebody wants to be told, kind by kind: for whoever shows or changes it beside other preferences.</summary>
public static class NotificationChoices
{
    /// <summary>Every kind, the defaults included.</summary>
    public static async Task<IReadOnlyDictionary<string, Delivery>> GetAsync(
        LearningDbContext db, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        var chosen = await db.Set<NotificationPreference>().AsNoTracking()
            .Where(row => row.UserId == userId).ToDictionaryAsync(row => row.Kind, cancellationToken);
        return NotificationKinds.All.ToDictionary(
            kind => kind.Name(),
            kind => !kind.IsMandatory() && chosen.TryGetValue(kind, out var row) ? new Delivery(row.InApp, row.Email) : kind.Default(),
            StringComparer.Ordinal);
    }

    /// <summary>Stores the choices; kinds that are not named keep what they had. Unknown kinds and mandatory ones are left alone.</summary>
    public static async Task SetAsync(
        LearningDbContext db, Guid userId, IReadOnlyDictionary<string, Delivery> choices, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(choices);
        var known = choices
            .Select(choice => (Known: NotificationKinds.TryParse(choice.Key, out var kind), Kind: kind, Delivery: choice.Value))
            .Where(choice => choice.Known && !choice.Kind.IsMandatory())
            .ToList();
        var kinds = known.ConvertAll(choice => choice.Kind.Name());
        var inApp = known.ConvertAll(choice => choice.Delivery.InApp);
        var email = known.ConvertAll(choice => choice.Delivery.Email.ToString().ToLowerInvariant());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into notification_preferences (user_id, kind, in_app, email)
            select {userId}, kind, in_app, email from unnest({kinds}, {inApp}, {email}) as chosen (kind, in_app, email)
            on conflict (user_id, kind) do update set in_app = excluded.in_app, email = excluded.email
            """,
            cancellationToken);
    }

    /// <summary>Stores when mail suits somebody; whoever has no row yet gets one, also when two requests want to make it.</summary>
    public static Task SetTimesAsync(LearningDbContext db, NotificationSettings times, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(times);
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into notification_settings (user_id, quiet_from, quiet_until, digest_at)
            values ({times.UserId}, {times.QuietFrom}, {times.QuietUntil}, {times.DigestAt})
            on conflict (user_id) do update
            set quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, digest_at = excluded.digest_at
            """,
            cancellationToken);
    }
}
