using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>What saving answered.</summary>
/// <param name="Sequence">That of the answers stored now; the next must be higher.</param>
/// <param name="SavedAt">By the server's clock.</param>
/// <param name="EndsAt">When the time is over; null without a limit.</param>
public sealed record SavedAnswers(long Sequence, DateTimeOffset SavedAt, DateTimeOffset? EndsAt);

/// <summary>Stores answers while an attempt runs, so that a browser that goes away loses nothing.</summary>
public sealed class AnswerSaving(NpgsqlDataSource database, LearnerAccess access, TimeProvider time)
{
    private const string AttemptSql = $"select {Attempt.Columns} {Attempt.From} where a.id = $1 and a.user_id = $2";

    private const string BodiesSql =
        """
        select q.question_id, v.content::text from attempt_questions q
        join question_versions v on v.question_id = q.question_id and v.version = q.version
        where q.attempt_id = $1 and q.question_id = any ($2)
        """;

    // The row's lock and its second look at the conditions decide against a submission or a later save at the same moment.
    private const string SaveSql =
        """
        with saved as (
            update attempts set sequence = coalesce($2, sequence + 1), saved_at = $3
            where id = $1 and submitted_at is null and (due_at is null or due_at >= $3) and ($2::bigint is null or sequence < $2)
            returning id, sequence
        ), answered as (
            update attempt_questions q set answer = a.answer
            from saved, unnest($4::uuid[], $5::jsonb[]) as a (question_id, answer)
            where q.attempt_id = saved.id and q.question_id = a.question_id
        )
        select sequence from saved
        """;

    /// <param name="attemptId">A running attempt of the caller's.</param>
    /// <param name="sequence">Grows with each save of a client: one that comes late changes nothing. Null: this save is the newest.</param>
    /// <param name="answers">Question → answer, null to take one back; the others stay as they are.</param>
    /// <param name="caller">The learner.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<SavedAnswers>> SaveAsync(
        Guid attemptId, long? sequence, IReadOnlyDictionary<Guid, Answer?> answers, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(caller);
        var (attempt, bodies) = await ReadAsync(attemptId, [.. answers.Keys], caller.UserId, cancellationToken);
        if (attempt is null)
        {
            return AssessmentFailures.AttemptNotFound;
        }

        if ((await access.RefuseAsync(attempt.CourseId, caller.UserId, cancellationToken)
            ?? attempt.RefuseAnswers(time.GetUtcNow())
            ?? AnswerCheck.Refuse(bodies, answers)) is { } failure)
        {
            return failure;
        }

        var now = time.GetUtcNow();
        await using var command = database.Command(
            SaveSql, attemptId, sequence, now, answers.Keys.ToArray(), AnswerCheck.ToJson(answers.Values));
        return await command.ExecuteScalarAsync(cancellationToken) is long stored
            ? new SavedAnswers(stored, now, attempt.EndsAt)
            : await WhyNotAsync(attemptId, caller.UserId, cancellationToken);
    }

    private async Task<Failure> WhyNotAsync(Guid attemptId, Guid userId, CancellationToken cancellationToken)
    {
        var (attempt, _) = await ReadAsync(attemptId, [], userId, cancellationToken);
        return attempt is null
            ? AssessmentFailures.AttemptNotFound
            : attempt.RefuseAnswers(time.GetUtcNow()) ?? AssessmentFailures.OutOfDate;
    }

    private async Task<(Attempt? Attempt, IReadOnlyList<(Guid Id, QuestionBody Body)> Bodies)> ReadAsync(
        Guid attemptId, Guid[] questionIds, Guid userId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch().With(AttemptSql, attemptId, userId).With(BodiesSql, attemptId, questionIds);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return (null, []);
        }

        var attempt = Attempt.Read(reader);
        await reader.NextResultAsync(cancellationToken);
        var bodies = new List<(Guid, QuestionBody)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            bodies.Add((reader.GetGuid(0), JsonSerializer.Deserialize(reader.GetString(1), QuestionJson.Default.Question)!.Body));
        }

        return (attempt, bodies);
    }
}
