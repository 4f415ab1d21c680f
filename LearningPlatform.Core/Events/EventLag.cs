using Npgsql;

namespace LearningPlatform.Core.Events;

/// <summary>How far behind a handler is.</summary>
/// <param name="Handler">Its name.</param>
/// <param name="Topic">The topic that it reads; it has a row for each.</param>
/// <param name="Waiting">Events that it has not handled yet.</param>
/// <param name="OldestAt">When the oldest of them happened.</param>
/// <param name="Failing">Those of them on which it has failed and that are tried again.</param>
/// <param name="DeadLetters">Those that it was given too often in vain.</param>
public sealed record HandlerLag(string Handler, string Topic, long Waiting, DateTimeOffset? OldestAt, long Failing, long DeadLetters);

/// <summary>Where the events are.</summary>
/// <param name="Unpublished">Events in the outbox that the relay has not sent yet.</param>
/// <param name="OldestUnpublishedAt">When the oldest of them happened.</param>
/// <param name="Handlers">Every handler of a running Workers version.</param>
public sealed record EventLag(long Unpublished, DateTimeOffset? OldestUnpublishedAt, IReadOnlyList<HandlerLag> Handlers);

/// <summary>Reads the lag from the outbox and the inbox: whatever transport there is, these are what counts.</summary>
public sealed class EventLagQuery(NpgsqlDataSource database)
{
    public async Task<EventLag> ReadAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("select count(*), min(occurred_at) from outbox where published_at is null"));
        batch.BatchCommands.Add(new(
            """
            with wanted as (
                select distinct handler, topic from event_subscriptions
            ), waiting as (
                select handler, topic, count(*) as count, min(occurred_at) as oldest, count(tries) as failing from (
                    select distinct wants.handler, outbox.topic, outbox.position, outbox.occurred_at, failures.tries
                    from outbox
                    join event_subscriptions wants on wants.topic = outbox.topic and wants.event_type in (outbox.event_type, '*')
                        and (outbox.handler is null or outbox.handler = wants.handler)
                    left join event_failures failures on failures.event_id = outbox.event_id and failures.handler = wants.handler
                    where not exists (
                        select 1 from inbox where inbox.event_id = outbox.event_id and inbox.handler = wants.handler)) as events
                group by handler, topic
            ), dead as (
                select handler, topic, count(*) as count from dead_letters group by handler, topic
            )
            select wanted.handler, wanted.topic, coalesce(waiting.count, 0), waiting.oldest, coalesce(waiting.failing, 0), coalesce(dead.count, 0)
            from wanted
            left join waiting using (handler, topic)
            left join dead using (handler, topic)
            order by wanted.handler, wanted.topic
            """));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (unpublished, oldest) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset?>(1));
        await reader.NextResultAsync(cancellationToken);
        var handlers = new List<HandlerLag>();
        while (await reader.ReadAsync(cancellationToken))
        {
            handlers.Add(new(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetInt64(2),
                reader.GetFieldValue<DateTimeOffset?>(3),
                reader.GetInt64(4),
                reader.GetInt64(5)));
        }

        return new(unpublished, oldest, handlers);
    }
}
