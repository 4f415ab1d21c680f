using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Events;

/// <summary>Clears the outbox of what is done, and sends again what the transport has lost.</summary>
[Every(Seconds = 5)]
internal sealed class KeepOutbox(OutboxKeeper keeper) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => keeper.KeepAsync(cancellationToken);
}

/// <summary>Caps the streams.</summary>
[Every(Seconds = 30)]
internal sealed class TrimStreams(IEventTransport transport) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var topic in Topics.All)
        {
            await transport.TrimAsync(topic, cancellationToken);
        }
    }
}

/// <summary>Says that this build's handlers are still there.</summary>
[Every(Hours = 1)]
internal sealed class AnnounceSubscriptions(EventSubscriptions subscriptions) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => subscriptions.AnnounceAsync(cancellationToken);
}

/// <summary>
/// Forgets what was handled a day ago. By then no copy of the event is under way: the outbox has let it go, and the transport's copies are
/// read within minutes.
/// </summary>
[Every(Hours = 1)]
internal sealed class PurgeInbox(NpgsqlDataSource database, TimeProvider time) : IScheduledJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);
    private static readonly TimeSpan FailuresKept = TimeSpan.FromDays(7);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            "delete from inbox where handled_at < $1 and not exists (select 1 from outbox where outbox.event_id = inbox.event_id)")
        {
            Parameters = { new() { Value = time.GetUtcNow() - Kept } },
        });
        batch.BatchCommands.Add(new("delete from event_failures where failed_at < $1")
        {
            Parameters = { new() { Value = time.GetUtcNow() - FailuresKept } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
