using LearningPlatform.Core.Data;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>Keeps the scores: one row a board, period and person, so that no reader has to add anything up.</summary>
public static class LeaderboardScores
{
    /// <summary>The board of everything that anybody earns; the others are courses, by id.</summary>
    public static readonly Guid Everything = Guid.Empty;

    /// <summary>Adds XP that was earned at <paramref name="at"/> to the periods of that time. Not repeatable: call it once an award.</summary>
    public static Task AddAsync(
        LearningDbContext db, Guid userId, Guid? courseId, int amount, DateTimeOffset at, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (amount <= 0)
        {
            return Task.CompletedTask;
        }

        Guid[] boards = courseId is { } course ? [Everything, course] : [Everything];
        var periods = Enum.GetValues<LeaderboardPeriod>();
        var names = periods.Select(period => period.Name()).ToArray();
        var starts = periods.Select(period => period.StartOf(at)).ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into leaderboard_scores (board, period, starts_on, user_id, score)
            select board, period, starts_on, users.id, {amount}
            from users, unnest({boards}) as board, unnest({names}, {starts}) as periods (period, starts_on)
            where users.id = {userId} and users.erased_at is null
            on conflict (board, period, starts_on, user_id) do update set score = leaderboard_scores.score + excluded.score
            """,
            cancellationToken);
    }

    /// <summary>Takes a board away: its course is gone.</summary>
    public static Task RemoveBoardAsync(LearningDbContext db, Guid board, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        return db.Database.ExecuteSqlAsync($"delete from leaderboard_scores where board = {board}", cancellationToken);
    }
}
