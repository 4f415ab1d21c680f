using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Leaderboards;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>Adds every award to the boards it counts on.</summary>
[Handles<XpAwarded>]
internal sealed class UpdateLeaderboards : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) => message.UserId is { } userId
        ? LeaderboardScores.AddAsync(
            db, userId, message.CourseId, message.Read<XpAwarded>().Amount, message.Timestamp, cancellationToken)
        : Task.CompletedTask;
}

/// <summary>A course that is gone has no board.</summary>
[Handles<CourseDeleted>]
internal sealed class RemoveLeaderboard : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) => message.CourseId is { } course
        ? LeaderboardScores.RemoveBoardAsync(db, course, cancellationToken)
        : Task.CompletedTask;
}

/// <summary>Removes the scores of periods that nobody asks for any more. A late award may still open one again; it goes the next night.</summary>
[Daily(4)]
internal sealed class PurgeLeaderboards(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from leaderboard_scores where period <> 'all' and starts_on < $1");
        command.Parameters.Add(new() { Value = LeaderboardPeriod.Month.StartOf(time.GetUtcNow()).AddDays(-7) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
