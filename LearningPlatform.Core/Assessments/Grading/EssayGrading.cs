using System.Text.Json;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>Grades essays by hand, with their rubric. Grades, the new score, its history and its events are one transaction.</summary>
public sealed class EssayGrading(NpgsqlDataSource database, AssessmentAuthoring authoring, OutboxSignal signal, TimeProvider time)
{
    public const int ReasonMaxLength = 1_000;
    private const string FirstGrade = "First grade.";

    private const string GradeSql =
        "update attempt_questions set fraction = $3, grade = $4 where attempt_id = $1 and question_id = $2";

    private const string HistorySql =
        """
        insert into score_changes (id, attempt_id, question_id, kind, old_score, new_score, reason, changed_by, changed_at)
        select $1, a.id, $3, 'grade', $4::numeric, a.score, $5, $6, $7 from attempts a where a.id = $2
        """;

    /// <param name="attemptId">A submitted attempt of a course that the caller teaches.</param>
    /// <param name="grades">Question → grade; only essays.</param>
    /// <param name="reason">Why a grade is changed; may be absent for a first one.</param>
    /// <param name="caller">Who grades.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<Guid>> GradeAsync(
        Guid attemptId, IReadOnlyDictionary<Guid, EssayGrade> grades, string? reason, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grades);
        ArgumentNullException.ThrowIfNull(caller);
        // Before the transaction: nobody waits for a second connection while holding a first.
        if (await AssessmentOfAsync(attemptId, cancellationToken) is not { } assessmentId
            || !(await authoring.FindAsync(assessmentId, caller, cancellationToken)).TryGet(out var assessment, out _))
        {
            return AssessmentFailures.AttemptNotFound;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (attempt, questions) = await LockAsync(connection, transaction, attemptId, cancellationToken);
        if (attempt is null)
        {
            return AssessmentFailures.AttemptNotFound;
        }

        if (attempt.SubmittedAt is null)
        {
            return AssessmentFailures.NotSubmitted;
        }

        if (!Fractions(questions, grades, reason).TryGet(out var fractions, out var failure))
        {
            return failure;
        }

        await StoreAsync(connection, transaction, attempt, grades, fractions, cancellationToken);
        await ScoreBook.SumUpAsync(connection, transaction, attempt.AssessmentId, [attemptId], time, cancellationToken);
        await TellAsync(
            connection, transaction, attempt, assessment.Title, fractions.Keys, reason ?? FirstGrade, caller, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return attemptId;
    }

    private static Outcome<Dictionary<Guid, decimal>> Fractions(
        IReadOnlyList<AttemptQuestion> questions, IReadOnlyDictionary<Guid, EssayGrade> grades, string? reason)
    {
        var fractions = new Dictionary<Guid, decimal>();
        foreach (var (id, grade) in grades)
        {
            var question = questions.FirstOrDefault(question => question.QuestionId == id);
            if (question?.Shown.Body is not Essay essay)
            {
                return Failure.Invalid($"grades.{id}", "Not an essay of this attempt.");
            }

            if (question.Grade is not null && string.IsNullOrWhiteSpace(reason))
            {
                return Failure.Invalid("reason", "Say why the grade is changed.");
            }

            if (!grade.FractionOf(essay).TryGet(out var fraction, out var failure))
            {
                return Failure.Invalid(
                    failure.Fields!.ToDictionary(field => $"grades.{id}.{field.Key}", field => field.Value, StringComparer.Ordinal));
            }

            fractions[id] = fraction;
        }

        return fractions.Count == 0 ? Failure.Invalid("grades", "At least one.") : fractions;
    }

    private static async Task StoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Attempt attempt,
        IReadOnlyDictionary<Guid, EssayGrade> grades,
        Dictionary<Guid, decimal> fractions,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (id, fraction) in fractions)
        {
            batch.With(GradeSql, attempt.Id, id, fraction, new NpgsqlParameter
            {
                Value = JsonSerializer.Serialize(grades[id], EssayGradeJson.Default.EssayGrade),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            });
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task TellAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Attempt attempt,
        string title,
        IEnumerable<Guid> questionIds,
        string reason,
        Caller caller,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var id in questionIds)
        {
            batch.With(HistorySql, OrderedId.At(now), attempt.Id, id, attempt.Score, reason, caller.UserId, now);
        }

        batch.BatchCommands.Add(
            OutboxMessage.Of(new AssessmentGraded(attempt.AssessmentId, attempt.Id, title), attempt.UserId, attempt.CourseId, time)
                .ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<Guid?> AssessmentOfAsync(Guid attemptId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select assessment_id from attempts where id = $1", attemptId);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private static async Task<(Attempt? Attempt, IReadOnlyList<AttemptQuestion> Questions)> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid attemptId, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With($"select {Attempt.Columns} {Attempt.From} where a.id = $1 for update of a", attemptId)
            .With(AttemptQuestion.Select, attemptId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var attempt = await reader.ReadAsync(cancellationToken) ? Attempt.Read(reader) : null;
        await reader.NextResultAsync(cancellationToken);
        return (attempt, await AttemptQuestion.ReadAsync(reader, cancellationToken));
    }
}
