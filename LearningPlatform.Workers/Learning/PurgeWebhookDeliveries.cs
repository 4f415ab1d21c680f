using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Learning;

/// <summary>A delivery is taken for five minutes; what is known of it need not be kept much longer.</summary>
[Daily(3)]
internal sealed class PurgeWebhookDeliveries(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("delete from lab_webhook_deliveries where received_at < $1");
        command.Parameters.Add(new() { Value = time.GetUtcNow().AddDays(-1) });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
