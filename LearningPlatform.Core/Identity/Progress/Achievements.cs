using LearningPlatform.Core.Data;
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
    /// Counts what happened to people and gives what they earn by it, in the transaction that <paramref name="createBatch"/> makes batches of:
    /// whoever delivers an event twice must not call this twice. Returns what is new.
    /// </summary>
    public static async Task<IReadOnlyList<(Guid UserId, string Code)>> RecordAsync(
        Func<NpgsqlBatch> createBatch,
        IReadOnlyCollection<(Guid UserId, string EventType)> happened,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(createBatch);
        ArgumentNullException.ThrowIfNull(time);
        // Sorted: transactions that count for the same people wait for each other instead of deadlocking.
        var counts = happened.CountBy(one => one).OrderBy(one => one.Key.UserId).ThenBy(one => one.Key.EventType, StringComparer.Ordinal).ToList();
        await using var batch = createBatch().With(
            """
            insert into user_event_counts (user_id, event_type, count)
            select users.id, event_type, number from unnest($1, $2, $3) with ordinality as happened (user_id, event_type, number, place)
            join users on users.id = happened.user_id order by place
            on conflict (user_id, event_type) do update set count = user_event_counts.count + excluded.count
            """,
            counts.Select(one => one.Key.UserId).ToArray(),
            counts.Select(one => one.Key.EventType).ToArray(),
            counts.Select(one => one.Value).ToArray());
        return await GiveAsync(createBatch, batch, [.. counts.Select(one => one.Key.UserId).Distinct()], time, cancellationToken);
    }

    /// <summary>Gives what somebody has earned by now and was not given yet, in the transaction that <paramref name="db"/> has open.</summary>
    public static async Task<IReadOnlyList<string>> EvaluateAsync(
        LearningDbContext db, Guid userId, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        await using var batch = db.CreateBatch();
        return [.. (await GiveAsync(db.CreateBatch, batch, [userId], time, cancellationToken)).Select(given => given.Code)];
    }

    /// <summary>One round trip with what <paramref name="batch"/> already has to do; a second one only when there is something to give.</summary>
    private static async Task<IReadOnlyList<(Guid UserId, string Code)>> GiveAsync(
        Func<NpgsqlBatch> createBatch, NpgsqlBatch batch, Guid[] userIds, TimeProvider time, CancellationToken cancellationToken)
    {
        var standings = await ReadAsync(batch, userIds, cancellationToken);
        var earned = standings
            .SelectMany(
                standing => AchievementRules.Earned(standing.Value.Counts, standing.Value.Level).Where(rule => !standing.Value.Given.ContainsKey(rule.Code)),
                (standing, rule) => (UserId: standing.Key, rule.Code))
            .ToList();
        if (earned.Count == 0)
        {
            return [];
        }

        await using var giving = createBatch().With(
            """
            insert into user_achievements (user_id, code, earned_at)
            select users.id, code, $3 from unnest($1, $2) as earned (user_id, code) join users on users.id = earned.user_id
            on conflict do nothing returning user_id, code
            """,
            earned.Select(one => one.UserId).ToArray(), earned.Select(one => one.Code).ToArray(), time.GetUtcNow());
        await using var reader = await giving.ExecuteReaderAsync(cancellationToken);
        var given = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            given.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return given;
    }

    /// <summary>Every achievement: earned ones first, then those that are nearest.</summary>
    public static async Task<IReadOnlyList<AchievementView>> ListAsync(
        NpgsqlDataSource database, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var batch = database.CreateBatch();
        var (counts, level, given) = (await ReadAsync(batch, [userId], cancellationToken))[userId];
        return [.. AchievementRules.All
            .Select(rule => new AchievementView(
                rule.Code, rule.Title, rule.Description,
                given.ContainsKey(rule.Code) ? rule.Target : AchievementRules.ProgressOf(rule, counts, level),
                rule.Target,
                given.TryGetValue(rule.Code, out var at) ? at : null))
            .OrderByDescending(view => view.EarnedAt.HasValue)
            .ThenByDescending(view => (double)view.Progress / view.Target)];
    }

    private static async Task<Dictionary<Guid, Standing>> ReadAsync(NpgsqlBatch batch, Guid[] userIds, CancellationToken cancellationToken)
    {
        batch.With("select user_id, event_type, count from user_event_counts where user_id = any ($1)", userIds)
            .With("select user_id, total from user_xp where user_id = any ($1)", userIds)
            .With("select user_id, code, earned_at from user_achievements where user_id = any ($1)", userIds);
        var standings = userIds.ToDictionary(userId => userId, _ => new Standing([], Levels.Of(0), []));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            standings[reader.GetGuid(0)].Counts[reader.GetString(1)] = reader.GetInt32(2);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            standings[reader.GetGuid(0)] = standings[reader.GetGuid(0)] with { Level = Levels.Of(reader.GetInt64(1)) };
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            standings[reader.GetGuid(0)].Given[reader.GetString(1)] = reader.Time(2);
        }

        return standings;
    }

    /// <summary>What somebody's achievements depend on: counts by type of event, the level, and those that they have, by code.</summary>
    private sealed record Standing(Dictionary<string, int> Counts, int Level, Dictionary<string, DateTimeOffset> Given);
}
