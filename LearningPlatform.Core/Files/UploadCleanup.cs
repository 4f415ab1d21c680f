using LearningPlatform.Core.Identity;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LearningPlatform.Core.Files;

/// <summary>Removes uploads that nobody completed or used in time, and the bytes of every row that is gone.</summary>
public sealed class UploadCleanup(NpgsqlDataSource database, ObjectStorage storage, TimeProvider time, ILogger<UploadCleanup> logger)
{
    private const int Portion = 500;

    /// <summary>Everything that is due. A crash half-way loses nothing: what is not done yet is still noted.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var id in await ExpiredAsync(cancellationToken))
        {
            await ExpireAsync(id, cancellationToken);
        }

        for (var more = true; more;)
        {
            var due = await DueAsync(cancellationToken);
            foreach (var (bucket, key) in due)
            {
                await RemoveAsync(bucket, key, cancellationToken);
            }

            more = due.Count == Portion;
        }
    }

    /// <summary>Removes an object's bytes now. If the storage is away the job does it later: it is noted already.</summary>
    internal async Task TryRemoveAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        try
        {
            await RemoveAsync(bucket, key, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            logger.LogWarning(exception, "The object {Key} in {Bucket} could not be removed yet", key, bucket);
        }
    }

    /// <summary>The object first, so that a crash in between removes it twice instead of never.</summary>
    private async Task RemoveAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        await storage.DeleteAsync(bucket, key, cancellationToken);
        // What is not due yet stays noted: a signed URL can still fill the place.
        await using var done = database.Command(
            "delete from removed_objects where bucket = $1 and object_key = $2 and due_at <= $3", bucket, key, time.GetUtcNow());
        await done.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> ExpiredAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id from uploads where expires_at < $1", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    private async Task ExpireAsync(Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await using var delete = database.Command("delete from uploads where id = $1 and expires_at < $2", id, time.GetUtcNow());
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            // Somebody uses it after all.
            await using var keep = database.Command("update uploads set expires_at = null where id = $1", id);
            await keep.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<List<(string Bucket, string Key)>> DueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select bucket, object_key from removed_objects where due_at <= $1 order by due_at limit $2", time.GetUtcNow(), Portion);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var due = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            due.Add((reader.GetString(0), reader.GetString(1)));
        }

        return due;
    }
}
