using System.Security.Cryptography;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>
/// Starts attempts: draws the questions, freezes them and lets the clock run. The database holds the limits: one running attempt a learner,
/// each number once, none above the assessment's limit.
/// </summary>
public sealed class AttemptStart(NpgsqlDataSource database, LearnerAccess access, AttemptClock clock, TimeProvider time)
{
    private const string AttemptSql =
        """
        insert into attempts (id, assessment_id, user_id, number, attempts_limit, seed, started_at, ends_at, due_at, max_points)
        select $1, $2, $3, coalesce(max(number), 0) + 1, $4::int, $5, $6, $7::timestamptz, $8::timestamptz, $9
        from attempts where assessment_id = $2 and user_id = $3
        having count(*) filter (where submitted_at is null) = 0
        """;

    private const string QuestionsSql =
        """
        insert into attempt_questions (attempt_id, question_id, version, graded_version, position, points)
        select a.id, q.id, q.version, q.version, q.position, q.points
        from attempts a, unnest($2::uuid[], $3::int[], $4::numeric[]) with ordinality as q (id, version, points, position) where a.id = $1
        """;

    /// <returns>The new attempt's id.</returns>
    public async Task<Outcome<Guid>> StartAsync(Guid assessmentId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await access.TakeAsync(assessmentId, caller, cancellationToken)).TryGet(out var assessment, out var failure)
            || (failure = assessment.RefuseStart(time.GetUtcNow())) is not null)
        {
            return failure;
        }

        // One whose time is over must not stand in the way until Workers come to it.
        await clock.SubmitDueAsync(assessmentId, caller.UserId, cancellationToken);
        var seed = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));
        var candidates = await QuestionDraw.CandidatesAsync(database, assessment.Items, cancellationToken);
        var drawn = QuestionDraw.Choose(candidates, assessment.ShuffleQuestions, seed);
        if (drawn.Count == 0)
        {
            return AssessmentFailures.Empty;
        }

        try
        {
            var workEnds = await access.EndOfWorkAsync(assessment.CourseId, caller.UserId, cancellationToken);
            return await InsertAsync(assessment, workEnds, caller.UserId, seed, drawn, cancellationToken);
        }
        catch (PostgresException exception) when (RefusalOf(exception) is { } refusal)
        {
            return refusal;
        }
    }

    private async Task<Outcome<Guid>> InsertAsync(
        Assessment assessment,
        DateTimeOffset? workEnds,
        Guid userId,
        long seed,
        IReadOnlyList<DrawnQuestion> drawn,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        var end = assessment.EndOf(now, workEnds);
        await using var batch = database.CreateBatch()
            .With(
                AttemptSql, id, assessment.Id, userId, assessment.AttemptsLimit, BitConverter.GetBytes(seed), now, end,
                end?.AddSeconds(assessment.GraceSeconds), drawn.Sum(question => question.Points))
            .With(
                QuestionsSql, id, drawn.Select(question => question.Id).ToArray(), drawn.Select(question => question.Version).ToArray(),
                drawn.Select(question => question.Points).ToArray());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return batch.BatchCommands[0].RecordsAffected == 1 ? id : AssessmentFailures.Running;
    }

    private static Failure? RefusalOf(PostgresException exception) => exception.SqlState switch
    {
        PostgresErrorCodes.CheckViolation => AssessmentFailures.LimitReached,
        PostgresErrorCodes.UniqueViolation => AssessmentFailures.Running,
        // Deleted meanwhile: the assessment, or the learner's account.
        PostgresErrorCodes.ForeignKeyViolation => AssessmentFailures.NotFound,
        _ => null,
    };
}
