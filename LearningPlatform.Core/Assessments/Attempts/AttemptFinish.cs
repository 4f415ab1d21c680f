using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>
/// The end of an attempt, whoever brings it about: its row is locked, then answers, score and events are stored in one transaction. Of two
/// at the same moment one does it, and the other finds it done.
/// </summary>
internal static class AttemptFinish
{
    private const string ScoreSql =
        """
        update attempt_questions q set answer = s.answer, fraction = s.fraction
        from unnest($2::uuid[], $3::jsonb[], $4::numeric[]) as s (question_id, answer, fraction)
        where q.attempt_id = $1 and q.question_id = s.question_id
        """;

    private const string SubmitSql = "update attempts set submitted_at = $2, submitted_by = $3 where id = $1";

    /// <summary>The attempt that <paramref name="condition"/> finds, locked; the condition ends in <c>for update of a</c>.</summary>
    public static async Task<Attempt?> LockAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        string condition,
        CancellationToken cancellationToken,
        params object?[] values)
    {
        await using var command = connection.Command($"select {Attempt.Columns} {Attempt.From} where {condition}", transaction, values);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Attempt.Read(reader) : null;
    }

    public static async Task<IReadOnlyList<AttemptQuestion>> QuestionsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid attemptId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(AttemptQuestion.Select, transaction, attemptId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await AttemptQuestion.ReadAsync(reader, cancellationToken);
    }

    /// <summary>Scores and submits a locked attempt. Raise the outbox's signal after the commit.</summary>
    public static async Task FinishAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Attempt attempt,
        IReadOnlyList<AttemptQuestion> questions,
        SubmittedBy by,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var byWhom = by.ToString().ToLowerInvariant();
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                ScoreSql,
                attempt.Id,
                questions.Select(question => question.QuestionId).ToArray(),
                AnswerCheck.ToJson(questions.Select(question => question.Answer)),
                questions.Select(question => question.Shown.Body.Score(question.Answer)).ToArray())
            .With(SubmitSql, attempt.Id, time.GetUtcNow(), byWhom);
        var submitted = new AssessmentSubmitted(attempt.AssessmentId, attempt.Id, attempt.Number, byWhom);
        batch.BatchCommands.Add(OutboxMessage.Of(submitted, attempt.UserId, attempt.CourseId, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await ScoreBook.SumUpAsync(connection, transaction, attempt.AssessmentId, [attempt.Id], time, cancellationToken);
    }
}
