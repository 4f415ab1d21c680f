using Npgsql;

namespace LearningPlatform.Workers.Events;

/// <summary>Who wants what, in the database: the outbox keeps an event until each of them has handled it, and admins see who lags.</summary>
internal sealed class EventSubscriptions(NpgsqlDataSource database, HandlerCatalog catalog, TimeProvider time, ILogger<EventSubscriptions> logger)
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    // A handler that no replica has had for so long was removed from the code.
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(1);

    /// <summary>Waits for the database; false when stopped before it was there.</summary>
    public async Task<bool> AnnounceUntilDoneAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AnnounceAsync(cancellationToken);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return false;
            }
            catch (NpgsqlException exception)
            {
                logger.LogInformation(exception, "The database is not ready for subscriptions yet");
                await Task.Delay(TryAgainAfter, time, CancellationToken.None);
            }
        }

        return false;
    }

    /// <summary>Writes this build's subscriptions and forgets those that nobody announces any more.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var wants = catalog.Registrations
            .SelectMany(handler => handler.EventTypes, (handler, type) => (handler.Name, handler.Topic, type))
            .ToList();
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            insert into event_subscriptions (handler, topic, event_type, seen_at)
            select handler, topic, event_type, $4 from unnest($1, $2, $3) as wanted (handler, topic, event_type)
            on conflict (handler, topic, event_type) do update set seen_at = excluded.seen_at
            """)
        {
            Parameters =
            {
                new() { Value = wants.Select(want => want.Name).ToArray() },
                new() { Value = wants.Select(want => want.Topic).ToArray() },
                new() { Value = wants.Select(want => want.type).ToArray() },
                new() { Value = now },
            },
        });
        batch.BatchCommands.Add(new("delete from event_subscriptions where seen_at < $1") { Parameters = { new() { Value = now - ForgetAfter } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
