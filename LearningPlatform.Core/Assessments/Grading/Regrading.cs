using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>What a regrade did.</summary>
/// <param name="Attempts">Submitted attempts that were looked at.</param>
/// <param name="Changed">Those whose score changed.</param>
public sealed record RegradeResult(int Attempts, int Changed);

/// <summary>
/// Scores submitted attempts again by the newest version of their questions, after one was corrected. What learners were shown and answered
/// stays; grades given by hand stay. Done again, it changes nothing.
/// </summary>
public sealed class Regrading(NpgsqlDataSource database, AssessmentAuthoring authoring, OutboxSignal signal, TimeProvider time)
{
    private const string KeysSql =
        """
        select v.question_id, v.version, v.content::text from question_versions v
        join (select q.question_id, max(n.version) as version
              from (select distinct q.question_id from attempts a join attempt_questions q on q.attempt_id = a.id
                    where a.assessment_id = $1 and a.submitted_at is not null) q
              join question_versions n on n.question_id = q.question_id group by q.question_id) newest
          on newest.question_id = v.question_id and newest.version = v.version
        """;

    private const string AnswersSql =
        """
        select a.id, q.question_id, q.answer::text, q.fraction, q.graded_version
        from attempts a join attempt_questions q on q.attempt_id = a.id
        where a.assessment_id = $1 and a.submitted_at is not null and q.grade is null and q.fraction is not null
        order by a.id for update of a
        """;

    private const string StoreSql =
        """
        update attempt_questions q set fraction = s.fraction, graded_version = s.version
        from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::int[]) as s (attempt_id, question_id, fraction, version)
        where q.attempt_id = s.attempt_id and q.question_id = s.question_id
        """;

    private const string HistorySql =
        """
        insert into score_changes (id, attempt_id, kind, old_score, new_score, reason, changed_by, changed_at)
        select s.id, s.attempt_id, 'regrade', s.old_score, s.new_score, $5, $6, $7
        from unnest($1::uuid[], $2::uuid[], $3::numeric[], $4::numeric[]) as s (id, attempt_id, old_score, new_score)
        """;

    /// <summary>
    /// The part of the points by the corrected question; null for an answer that it cannot take, since it is of another kind or has other
    /// options by now: that one keeps what it had.
    /// </summary>
    public static decimal? Rescore(QuestionBody corrected, Answer? answer)
    {
        ArgumentNullException.ThrowIfNull(corrected);
        return answer is not null && corrected.Refuse(answer) is not null ? null : corrected.Score(answer);
    }

    public async Task<Outcome<RegradeResult>> RegradeAsync(
        Guid assessmentId, string reason, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if ((await authoring.FindAsync(assessmentId, caller, cancellationToken)).Failure is { } failure)
        {
            return failure;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var keys = await KeysAsync(connection, transaction, assessmentId, cancellationToken);
        var (attempts, rescored) = await RescoreAsync(connection, transaction, assessmentId, keys, cancellationToken);
        await StoreAsync(connection, transaction, rescored, keys, cancellationToken);
        var changes = await ScoreBook.SumUpAsync(
            connection, transaction, assessmentId, [.. rescored.Select(answer => answer.AttemptId).Distinct()], time, cancellationToken);
        await WriteHistoryAsync(connection, transaction, changes, reason, caller, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return new RegradeResult(attempts, changes.Count);
    }

    private static async Task<Dictionary<Guid, (int Version, QuestionBody Body)>> KeysAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid assessmentId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(KeysSql, transaction, assessmentId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var keys = new Dictionary<Guid, (int, QuestionBody)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            keys[reader.GetGuid(0)] = (
                reader.GetInt32(1), JsonSerializer.Deserialize(reader.GetString(2), QuestionJson.Default.Question)!.Body);
        }

        return keys;
    }

    private static async Task<(int Attempts, List<Rescored> Answers)> RescoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid assessmentId,
        Dictionary<Guid, (int Version, QuestionBody Body)> keys,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Command(AnswersSql, transaction, assessmentId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var attempts = new HashSet<Guid>();
        var rescored = new List<Rescored>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var (attemptId, questionId) = (reader.GetGuid(0), reader.GetGuid(1));
            attempts.Add(attemptId);
            var answer = reader.IsDBNull(2) ? null : JsonSerializer.Deserialize(reader.GetString(2), QuestionJson.Default.Answer);
            var (version, body) = keys[questionId];
            // The version counts by itself: whose score stays is shown the corrected answer too.
            if (Rescore(body, answer) is { } fraction && (fraction != reader.GetDecimal(3) || version != reader.GetInt32(4)))
            {
                rescored.Add(new(attemptId, questionId, fraction));
            }
        }

        return (attempts.Count, rescored);
    }

    private static async Task StoreAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        List<Rescored> rescored,
        Dictionary<Guid, (int Version, QuestionBody Body)> keys,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            StoreSql,
            transaction,
            rescored.Select(answer => answer.AttemptId).ToArray(),
            rescored.Select(answer => answer.QuestionId).ToArray(),
            rescored.Select(answer => answer.Fraction).ToArray(),
            rescored.Select(answer => keys[answer.QuestionId].Version).ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task WriteHistoryAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<ScoreChange> changes,
        string reason,
        Caller caller,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = connection.Command(
            HistorySql,
            transaction,
            changes.Select(_ => OrderedId.At(now)).ToArray(),
            changes.Select(change => change.AttemptId).ToArray(),
            changes.Select(change => change.Old).ToArray(),
            changes.Select(change => change.New).ToArray(),
            reason,
            caller.UserId,
            now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed record Rescored(Guid AttemptId, Guid QuestionId, decimal Fraction);
}
