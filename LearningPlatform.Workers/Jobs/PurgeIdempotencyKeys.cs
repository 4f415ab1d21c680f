using Npgsql;

namespace LearningPlatform.Workers.Jobs;

/// <summary>Answers can be replayed for 24 h (<c>api.md</c>, Conventions).</summary>
[Every(Minutes = 10)]
internal sealed class PurgeIdempotencyKeys(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from idempotency_keys where created_at < $1");
        command.Parameters.Add(new() { Value = time.GetUtcNow() - Kept });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
