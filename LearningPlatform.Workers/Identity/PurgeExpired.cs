using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Identity;

/// <summary>Removes what nobody can use any more: old sessions with their tokens, dead links, mail that is done with.</summary>
[Every(Minutes = 10)]
internal sealed class PurgeExpired(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        // A month of ended sessions stays for their owner's questions; their tokens go with them.
        Add(batch, "delete from sessions where expires_at < $1 - interval '30 days'", now);
        Add(batch, "delete from refresh_tokens where expires_at < $1", now);
        Add(batch, "delete from registrations where expires_at < $1", now);
        Add(batch, "delete from password_resets where expires_at < $1", now);
        Add(batch, "delete from outgoing_mails where created_at < $1 - interval '7 days' and state <> 'pending'", now);
        Add(batch, "delete from outgoing_mails where created_at < $1 - interval '1 hour' and state = 'discarded'", now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void Add(NpgsqlBatch batch, string sql, DateTimeOffset now) =>
        batch.BatchCommands.Add(new(sql) { Parameters = { new() { Value = now } } });
}
