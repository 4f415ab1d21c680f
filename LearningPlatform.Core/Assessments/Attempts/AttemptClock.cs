using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>
/// Submits attempts whose time is over, with what was saved of them. The end of each stands in the database: no restart loses one.
/// </summary>
public sealed class AttemptClock(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const string NextSql =
        "a.submitted_at is null and a.due_at <= $1 order by a.due_at limit 1 for update of a skip locked";

    private const string OwnSql =
        "a.submitted_at is null and a.due_at <= $1 and a.assessment_id = $2 and a.user_id = $3 for update of a";

    /// <summary>Submits the one that has been due for longest. Replicas that do this at the same time take different ones.</summary>
    /// <returns>False when none is due that nobody else is at.</returns>
    public Task<bool> SubmitNextDueAsync(CancellationToken cancellationToken) =>
        SubmitAsync(NextSql, cancellationToken, time.GetUtcNow());

    /// <summary>When the next attempt is due; null when no running attempt has an end.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select min(due_at) from attempts where submitted_at is null");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.MaybeTime(0);
    }

    /// <summary>Submits one learner's attempt at one assessment, if it is due.</summary>
    internal Task<bool> SubmitDueAsync(Guid assessmentId, Guid userId, CancellationToken cancellationToken) =>
        SubmitAsync(OwnSql, cancellationToken, time.GetUtcNow(), assessmentId, userId);

    private async Task<bool> SubmitAsync(string condition, CancellationToken cancellationToken, params object?[] values)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await AttemptFinish.LockAsync(connection, transaction, condition, cancellationToken, values) is not { } attempt)
        {
            return false;
        }

        var questions = await AttemptFinish.QuestionsAsync(connection, transaction, attempt.Id, cancellationToken);
        await AttemptFinish.FinishAsync(connection, transaction, attempt, questions, SubmittedBy.Timeout, time, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return true;
    }
}
