using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>An attempt's score that is another than before.</summary>
/// <param name="AttemptId">The attempt.</param>
/// <param name="UserId">Its learner.</param>
/// <param name="Old">Null when it had none.</param>
/// <param name="New">In percent, 0 to 100, to two places.</param>
/// <param name="Passed">Whether the learner's result, over all of their attempts, reaches the pass mark now.</param>
internal sealed record ScoreChange(Guid AttemptId, Guid UserId, decimal? Old, decimal New, bool Passed);

/// <summary>Adds up what an attempt's questions gave, whoever scored them, and tells the platform of every score that changes.</summary>
internal static class ScoreBook
{
    // Only complete attempts have a score, and only those that change are touched: doing it again changes and tells nothing.
    private const string SumSql =
        """
        with before as (
            select id, score from attempts where id = any ($1) order by id for update
        ), sums as (
            select attempt_id, sum(points * fraction) as points from attempt_questions
            where attempt_id = any ($1) group by attempt_id having bool_and(fraction is not null)
        )
        update attempts a set points = sums.points, score = round(100 * sums.points / a.max_points, 2), scored_at = $2
        from before, sums
        where a.id = before.id and a.id = sums.attempt_id and a.submitted_at is not null and a.points is distinct from sums.points
        returning a.id, before.score
        """;

    private const string ResultSql =
        """
        select a.id, a.user_id, a.score, s.course_id, s.scoring, s.pass_mark,
               array(select o.score from attempts o
                     where o.assessment_id = a.assessment_id and o.user_id = a.user_id and o.score is not null order by o.number)
        from attempts a join assessments s on s.id = a.assessment_id where a.id = any ($1)
        """;

    /// <summary>Within the caller's transaction: new scores, and an event each. Raise the outbox's signal after the commit.</summary>
    public static async Task<IReadOnlyList<ScoreChange>> SumUpAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid assessmentId,
        Guid[] attemptIds,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var old = await SumAsync(connection, transaction, attemptIds, time.GetUtcNow(), cancellationToken);
        if (old.Count == 0)
        {
            return [];
        }

        var changes = new List<ScoreChange>(old.Count);
        await using var events = new NpgsqlBatch(connection, transaction);
        await using (var command = connection.Command(ResultSql, transaction, old.Keys.ToArray()))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                var (id, score) = (reader.GetGuid(0), reader.GetDecimal(2));
                var scoring = Enum.Parse<AttemptScoring>(reader.GetString(4), ignoreCase: true);
                var passed = Assessment.ResultOf(scoring, reader.GetFieldValue<decimal[]>(6)) >= reader.GetDecimal(5);
                changes.Add(new(id, reader.GetGuid(1), old[id], score, passed));
                events.BatchCommands.Add(OutboxMessage.Of(
                    new AssessmentScored(assessmentId, id, score, passed), reader.GetGuid(1), reader.GetGuid(3), time).ToBatchCommand());
            }
        }

        await events.ExecuteNonQueryAsync(cancellationToken);
        return changes;
    }

    private static async Task<Dictionary<Guid, decimal?>> SumAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid[] attemptIds,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Command(SumSql, transaction, attemptIds, now);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var old = new Dictionary<Guid, decimal?>();
        while (await reader.ReadAsync(cancellationToken))
        {
            old[reader.GetGuid(0)] = reader.Maybe<decimal?>(1);
        }

        return old;
    }
}
