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
        foreach (var (name, delivery) in choices)
        {
            if (NotificationKinds.TryParse(name, out var kind) && !kind.IsMandatory())
            {
                await db.Database.ExecuteSqlAsync(
                    $"""
                    insert into notification_preferences (user_id, kind, in_app, email)
                    values ({userId}, {kind.Name()}, {delivery.InApp}, {delivery.Email.ToString().ToLowerInvariant()})
                    on conflict (user_id, kind) do update set in_app = excluded.in_app, email = excluded.email
                    """,
                    cancellationToken);
            }
        }
    }
}
