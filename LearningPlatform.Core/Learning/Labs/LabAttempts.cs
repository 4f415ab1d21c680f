using System.Text.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>
/// Hands in and decides. At most one attempt of a learner waits, and at most one is ever accepted: unique indexes see to both, so that
/// equal requests at the same moment complete a lab once.
/// </summary>
public sealed class LabAttempts(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const int MaxPerLearner = 100;

    private const string SubmitSql =
        """
        insert into lab_attempts (id, lab_id, user_id, number, status, evidence, submitted_at, decided_at)
        select $1, $2, $3, coalesce(max(number), 0) + 1, $4, $5, $6, $7
        from lab_attempts where lab_id = $2 and user_id = $3
        having count(*) filter (where status = 'accepted') = 0 and count(*) < $8
        """;

    private const string DecideSql =
        """
        update lab_attempts set status = $3, score = $4, feedback = $5, decided_by = $6, decided_at = $7
        where id = $1 and lab_id = $2 and status = 'submitted' returning user_id
        """;

    /// <summary>Hands in evidence that was checked; a lab that nobody verifies is completed by it.</summary>
    public async Task<Outcome<LabAttempt>> SubmitAsync(
        Lab lab, Guid userId, IReadOnlyList<StepEvidence> evidence, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        // What follows on the transaction has its connection back by then: nobody waits for a second one while holding a first.
        return await InsertAsync(id, lab, userId, evidence, now, cancellationToken) switch
        {
            Submitted.Stored => (await FindAsync(id, lab.Id, cancellationToken))!,
            Submitted.Pending => LabFailures.Pending,
            Submitted.Completed => LabFailures.Completed,
            _ => await IsCompletedAsync(lab.Id, userId, cancellationToken) ? LabFailures.Completed : LabFailures.Exhausted,
        };
    }

    private async Task<Submitted> InsertAsync(
        Guid id, Lab lab, Guid userId, IReadOnlyList<StepEvidence> evidence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isDone = lab.Verification == LabVerification.None;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = connection.Command(
            SubmitSql, transaction, id, lab.Id, userId, isDone ? "accepted" : "submitted", null, now, isDone ? now : null, MaxPerLearner);
        command.Parameters[4].Value = JsonSerializer.Serialize(evidence, LabJson.Default.IReadOnlyListStepEvidence);
        command.Parameters[4].NpgsqlDbType = NpgsqlDbType.Jsonb;
        try
        {
            if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            {
                return Submitted.Refused;
            }
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return exception.ConstraintName == "lab_attempts_accepted" || isDone ? Submitted.Completed : Submitted.Pending;
        }

        await WriteAsync(
            connection,
            isDone
                ? OutboxMessage.Of(new LabCompleted(lab.Id, id, lab.Title, null, false, lab.Skills), userId, lab.CourseId, time)
                : OutboxMessage.Of(new LabSubmitted(lab.Id, id, lab.Title), userId, lab.CourseId, time),
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return Submitted.Stored;
    }

    /// <summary>Accepts or rejects an attempt that waits, once.</summary>
    public async Task<Outcome<LabAttempt>> DecideAsync(Lab lab, Guid attemptId, LabVerdict verdict, CancellationToken cancellationToken)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            if (await DecideAsync(connection, lab, attemptId, verdict, cancellationToken) is { } failure)
            {
                return failure;
            }

            await transaction.CommitAsync(cancellationToken);
        }

        signal.Raise();
        return (await FindAsync(attemptId, lab.Id, cancellationToken))!;
    }

    /// <summary>The same within a transaction of the caller's.</summary>
    internal async Task<Failure?> DecideAsync(
        NpgsqlConnection connection, Lab lab, Guid attemptId, LabVerdict verdict, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            DecideSql, null, attemptId, lab.Id,
            verdict.Accepted ? "accepted" : "rejected", verdict.Score, verdict.Feedback, verdict.By, time.GetUtcNow());
        if (await command.ExecuteScalarAsync(cancellationToken) is not Guid userId)
        {
            return await ExistsAsync(connection, lab.Id, attemptId, cancellationToken) ? LabFailures.Decided : LabFailures.AttemptNotFound;
        }

        await WriteAsync(
            connection,
            verdict.Accepted
                ? OutboxMessage.Of(
                    new LabCompleted(lab.Id, attemptId, lab.Title, verdict.Score, true, lab.Skills), userId, lab.CourseId, time)
                : OutboxMessage.Of(new LabRejected(lab.Id, attemptId, lab.Title), userId, lab.CourseId, time),
            cancellationToken);
        return null;
    }

    public async Task<LabAttempt?> FindAsync(Guid attemptId, Guid labId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"select {LabAttempt.Columns} from lab_attempts a join users u on u.id = a.user_id where a.id = $1 and a.lab_id = $2",
            attemptId, labId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? LabAttempt.Read(reader) : null;
    }

    /// <summary>The learner's attempt that waits, if any.</summary>
    internal static async Task<Guid?> PendingAsync(
        NpgsqlConnection connection, Guid labId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select id from lab_attempts where lab_id = $1 and user_id = $2 and status = 'submitted'", null, labId, userId);
        return await command.ExecuteScalarAsync(cancellationToken) as Guid?;
    }

    private static async Task<bool> ExistsAsync(
        NpgsqlConnection connection, Guid labId, Guid attemptId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            "select exists (select from lab_attempts where id = $1 and lab_id = $2)", null, attemptId, labId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, OutboxMessage message, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(message.ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> IsCompletedAsync(Guid labId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select exists (select from lab_attempts where lab_id = $1 and user_id = $2 and status = 'accepted')", labId, userId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private enum Submitted
    {
        Stored,
        Pending,
        Completed,

        /// <summary>Completed before, or too many attempts.</summary>
        Refused,
    }
}
