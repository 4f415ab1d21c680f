using NpgsqlTypes;

namespace LearningPlatform.Workers.Events;

/// <summary>Which handler is done with which event; written in the transaction of the effects.</summary>
internal static class Inbox
{
    /// <summary>
    /// Takes events for the handler until the transaction ends; returns those that the handler was not done with before. Waits for another
    /// replica that is at one of them right now.
    /// </summary>
    public static async Task<HashSet<Guid>> TakeAsync(
        EventTransaction transaction, Guid[] eventIds, string handler, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // In one order everywhere: two replicas that take the same events wait for each other instead of deadlocking.
        Array.Sort(eventIds);
        await using var batch = transaction.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            insert into inbox (event_id, handler, handled_at) select event_id, $2, $3 from unnest($1) as event_id
            on conflict do nothing returning event_id
            """)
        {
            Parameters = { new() { Value = eventIds }, new() { Value = handler }, new() { Value = now } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var taken = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(reader.GetGuid(0));
        }

        return taken;
    }

    /// <summary>Whether an earlier event of the same user or course still waits for this handler.</summary>
    public static async Task<bool> HasEarlierAsync(
        EventTransaction transaction, HandlerRegistration handler, TransportMessage message, CancellationToken cancellationToken)
    {
        var userId = handler.Order == EventOrder.User ? message.Event.UserId : null;
        var courseId = handler.Order == EventOrder.Course ? message.Event.CourseId : null;
        if (userId is null && courseId is null)
        {
            return false;
        }

        await using var batch = transaction.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            select exists (
                select 1 from outbox earlier
                where (earlier.user_id = $1 or earlier.course_id = $2)
                  and earlier.position < $3 and earlier.topic = $4
                  and ($5 or earlier.event_type = any ($6))
                  and (earlier.handler is null or earlier.handler = $7)
                  and not exists (select 1 from inbox where inbox.event_id = earlier.event_id and inbox.handler = $7))
            """)
        {
            Parameters =
            {
                new() { Value = (object?)userId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)courseId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = message.Position },
                new() { Value = handler.Topic },
                new() { Value = handler.WantsEverything },
                new() { Value = handler.EventTypes.ToArray() },
                new() { Value = handler.Name },
            },
        });
        return (bool)(await batch.ExecuteScalarAsync(cancellationToken))!;
    }
}
