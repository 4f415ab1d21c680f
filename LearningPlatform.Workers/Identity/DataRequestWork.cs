using System.Security.Cryptography;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>
/// Does one export or erasure at a time. The request's row stays locked meanwhile: other replicas take other requests, and when this
/// process dies the lock goes with its connection and somebody else starts over.
/// </summary>
internal sealed class DataRequestWork(
    NpgsqlDataSource database,
    ObjectStorage storage,
    PersonalExport export,
    PersonalErasure erasure,
    TimeProvider time,
    ILogger<DataRequestWork> logger)
{
    /// <summary>With pauses up to an hour, about two days.</summary>
    private const int MaxAttempts = 50;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>Does the request that is due first; false when none is.</summary>
    public async Task<bool> DoNextAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var due = await TakeAsync(connection, transaction, cancellationToken);
        if (due is null)
        {
            return false;
        }

        try
        {
            await DoAsync(connection, transaction, due, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            logger.LogInformation("The {Kind} {RequestId} is done", due.Kind, due.Id);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            logger.LogWarning(exception, "The {Kind} {RequestId} failed, attempt {Attempt}", due.Kind, due.Id, due.Attempts + 1);
            await PostponeAsync(connection, due);
        }

        return true;
    }

    private async Task DoAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Due due, CancellationToken cancellationToken)
    {
        if (due.Kind == "erasure")
        {
            await erasure.EraseAsync(connection, transaction, due.UserId, cancellationToken);
            await FinishAsync(connection, transaction, due, null, null, cancellationToken);
            return;
        }

        // The same key on every attempt: what a crashed one left behind is replaced.
        var key = $"{due.UserId}/{due.Id}.{due.Format}";
        await using var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            });
        await export.WriteAsync(due.UserId, due.Format!, file, cancellationToken);
        file.Position = 0;
        await storage.PutAsync(
            Buckets.Exports, key, file, due.Format == "zip" ? "application/zip" : "application/json", cancellationToken);
        await FinishAsync(connection, transaction, due, key, file.Length, cancellationToken);
    }

    private async Task<Due?> TakeAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, user_id, kind, format, attempts from data_requests where status = 'pending' and next_attempt_at <= $1
            order by next_attempt_at limit 1 for update skip locked
            """,
            connection,
            transaction)
        {
            Parameters = { new() { Value = time.GetUtcNow() } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3), reader.GetInt32(4))
            : null;
    }

    private async Task FinishAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Due due, string? key, long? size, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new(
            "update data_requests set status = 'done', object_key = $2, size = $3, finished_at = $4, attempts = attempts + 1 where id = $1")
        {
            Parameters =
            {
                new() { Value = due.Id },
                new() { Value = (object?)key ?? DBNull.Value },
                new() { Value = (object?)size ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint },
                new() { Value = now },
            },
        });
        if (due.Kind == "export")
        {
            batch.WithAudit(new(AuditActions.ExportFinished, null, due.UserId, null), now);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task PostponeAsync(NpgsqlConnection connection, Due due)
    {
        var pause = FirstPause * (1L << int.Min(due.Attempts, 20));
        pause = pause < LongestPause ? pause : LongestPause;
        pause *= 1 + (RandomNumberGenerator.GetInt32(0, 500) / 1000.0);
        await using var command = new NpgsqlCommand(
            """
            update data_requests set attempts = attempts + 1, next_attempt_at = $2,
                                     status = case when attempts + 1 >= $3 then 'failed' else status end
            where id = $1 and status = 'pending'
            """,
            connection)
        {
            Parameters = { new() { Value = due.Id }, new() { Value = time.GetUtcNow() + pause }, new() { Value = MaxAttempts } },
        };
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    private sealed record Due(Guid Id, Guid UserId, string Kind, string? Format, int Attempts);
}
