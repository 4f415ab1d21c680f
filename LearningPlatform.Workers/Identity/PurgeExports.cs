using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>Removes exports a week after they were made: the file first, so that none is left without its row.</summary>
[Every(Hours = 1)]
internal sealed class PurgeExports(NpgsqlDataSource database, ObjectStorage storage, TimeProvider time) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var (id, key) in await OldAsync(cancellationToken))
        {
            await storage.DeleteAsync(Buckets.Exports, key, cancellationToken);
            await using var delete = database.CreateCommand("delete from data_requests where id = $1");
            delete.Parameters.Add(new() { Value = id });
            await delete.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private async Task<List<(Guid Id, string Key)>> OldAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select id, object_key from data_requests where kind = 'export' and status = 'done' and object_key is not null and finished_at < $1");
        command.Parameters.Add(new() { Value = time.GetUtcNow() - DataRequests.Kept });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var old = new List<(Guid, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            old.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return old;
    }
}
