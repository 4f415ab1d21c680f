using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Identity.Progress;

/// <summary>An achievement and how far its owner-to-be is.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Description">What it takes.</param>
/// <param name="Progress">How far, up to <paramref name="Target"/>.</param>
/// <param name="Target">What it takes, as a number.</param>
/// <param name="EarnedAt">Null until then.</param>
public sealed record AchievementView(string Code, string Title, string Description, int Progress, int Target, DateTimeOffset? EarnedAt);

/// <summary>Counts what happens to people and gives achievements, each once. Events come from Workers' handlers.</summary>
public static class Achievements
{
    /// <summary>
    /// Counts an event of <paramref name="userId"/> and gives what is earned by it, in the transaction that <paramref name="db"/> has open:
    /// whoever delivers an event twice must not call this twice. Returns the codes that are new.
    /// </summary>
    public static async Task<IReadOnlyList<string>> RecordAsync(
        LearningDbContext db, Guid userId, string eventType, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into user_event_counts (user_id, event_type, count) select id, {eventType}, 1 from users where id = {userId}
            on conflict (user_id, event_type) do update set count = user_event_counts.count + 1
            """,
            cancellationToken);
        return await EvaluateAsync(db, userId, time, cancellationToken);
    }

    /// <summary>Gives what is earned by now and not given yet.</summary>
    public static async Task<IReadOnlyList<string>> EvaluateAsync(
        LearningDbContext db, Guid userId, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        var counts = (await db.Database
            .SqlQuery<EventCount>(
                $"select event_type as \"EventType\", count as \"Count\" from user_event_counts where user_id = {userId}")
            .ToListAsync(cancellationToken)).ToDictionary(row => row.EventType, row => row.Count, StringComparer.Ordinal);
        var xp = await db.Database.SqlQuery<long>($"select coalesce(max(total), 0) as \"Value\" from user_xp where user_id = {userId}")
            .SingleAsync(cancellationToken);
        var earned = AchievementRules.Earned(counts, Levels.Of(xp)).Select(rule => rule.Code).ToArray();
        return await db.Database
            .SqlQuery<string>(
                $"""
                with given as (
                    insert into user_achievements (user_id, code, earned_at)
                    select u.id, code, {time.GetUtcNow()} from users u, unnest({earned}) code where u.id = {userId}
                    on conflict do nothing returning code)
                select code as "Value" from given
                """)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Every achievement: earned ones first, then those that are nearest.</summary>
    public static async Task<IReadOnlyList<AchievementView>> ListAsync(
        NpgsqlDataSource database, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var batch = database.CreateBatch()
            .With("select event_type, count from user_event_counts where user_id = $1", userId)
            .With("select coalesce((select total from user_xp where user_id = $1), 0)", userId)
            .With("select code, earned_at from user_achievements where user_id = $1", userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[reader.GetString(0)] = reader.GetInt32(1);
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var level = Levels.Of(reader.GetInt64(0));
        await reader.NextResultAsync(cancellationToken);
        var earned = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            earned[reader.GetString(0)] = reader.Time(1);
        }

        return [.. AchievementRules.All
            .Select(rule => new AchievementView(
                rule.Code, rule.Title, rule.Description,
                earned.ContainsKey(rule.Code) ? rule.Target : AchievementRules.ProgressOf(rule, counts, level),
                rule.Target,
                earned.TryGetValue(rule.Code, out var at) ? at : null))
            .OrderByDescending(view => view.EarnedAt.HasValue)
            .ThenByDescending(view => (double)view.Progress / view.Target)];
    }

    private sealed record EventCount(string EventType, int Count);
}
