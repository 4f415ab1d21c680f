using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Identity.Progress;

/// <summary>XP for one thing that somebody did.</summary>
/// <param name="UserId">Who did it.</param>
/// <param name="Source">What kind of thing, as in <c>study_session</c>; at most 40 characters.</param>
/// <param name="SourceId">Which one: the same thing counts once.</param>
/// <param name="Amount">1 or more.</param>
/// <param name="CourseId">The course in which it was earned: it counts on that course's leaderboard, too.</param>
public sealed record XpAward(Guid UserId, string Source, Guid SourceId, int Amount, Guid? CourseId = null);

/// <summary>An award as its owner sees it.</summary>
public sealed record XpEntry(string Source, Guid SourceId, int Amount, DateTimeOffset AwardedAt);

/// <summary>Where somebody stands.</summary>
/// <param name="Xp">All of it.</param>
/// <param name="Level">1 or more.</param>
/// <param name="LevelStartsAt">The XP at which this level started.</param>
/// <param name="NextLevelAt">The XP at which the next one starts.</param>
/// <param name="XpToNextLevel">How much is missing.</param>
/// <param name="RecentAwards">The newest 20.</param>
public sealed record XpStanding(
    long Xp, int Level, long LevelStartsAt, long NextLevelAt, long XpToNextLevel, IReadOnlyList<XpEntry> RecentAwards)
{
    public static XpStanding Of(long xp, IReadOnlyList<XpEntry> recent)
    {
        var level = Levels.Of(xp);
        var next = Levels.StartOf(level + 1);
        return new(xp, level, Levels.StartOf(level), next, next - xp, recent);
    }
}

/// <summary>The ledger of XP. An award can be made again for ever and counts once.</summary>
public static class XpLedger
{
    private const int Recent = 20;

    /// <summary>
    /// Books the award and sends <see cref="XpAwarded"/>, in the transaction that <paramref name="db"/> has open or in one of its own. False
    /// when it had been booked, or its owner is gone.
    /// </summary>
    public static async Task<bool> AwardAsync(LearningDbContext db, XpAward award, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(award);
        ArgumentNullException.ThrowIfNull(time);
        await using var own = db.Database.CurrentTransaction is null ? await db.Database.BeginTransactionAsync(cancellationToken) : null;
        if (!await BookAsync(db, award, time.GetUtcNow(), cancellationToken))
        {
            return false;
        }

        db.Outbox.Add(OutboxMessage.Of(new XpAwarded(award.Source, award.SourceId, award.Amount), award.UserId, award.CourseId, time));
        await db.SaveChangesAsync(cancellationToken);
        if (own is not null)
        {
            await own.CommitAsync(cancellationToken);
        }

        return true;
    }

    /// <summary>Level, XP and recent awards of <paramref name="userId"/>.</summary>
    public static async Task<XpStanding> StandingAsync(NpgsqlDataSource database, Guid userId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var batch = database.CreateBatch()
            .With("select coalesce((select total from user_xp where user_id = $1), 0)", userId)
            .With(
                "select source, source_id, amount, awarded_at from xp_ledger where user_id = $1 order by awarded_at desc limit $2",
                userId, Recent);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var total = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        var recent = new List<XpEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            recent.Add(new(reader.GetString(0), reader.GetGuid(1), reader.GetInt32(2), reader.Time(3)));
        }

        return XpStanding.Of(total, recent);
    }

    private static async Task<bool> BookAsync(LearningDbContext db, XpAward award, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            with awarded as (
                insert into xp_ledger (user_id, source, source_id, amount, awarded_at)
                select id, {award.Source}, {award.SourceId}, {award.Amount}, {now} from users where id = {award.UserId} and erased_at is null
                on conflict do nothing returning user_id, amount)
            insert into user_xp (user_id, total) select user_id, amount from awarded
            on conflict (user_id) do update set total = user_xp.total + excluded.total
            """,
            cancellationToken) > 0;
}
