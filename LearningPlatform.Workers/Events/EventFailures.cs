using System.Text.Json;
using LearningPlatform.Core;
using LearningPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using StackExchange.Redis;

namespace LearningPlatform.Workers.Events;

/// <summary>Counts failures where a restart does not forget them, and keeps the events that were given up.</summary>
internal sealed class EventFailures(NpgsqlDataSource database, IEventTransport transport, TimeProvider time, ILogger<EventFailures> logger)
{
    private const int ErrorMaxLength = 2_000;

    /// <summary>Returns how often the handler has failed on the event, this time included.</summary>
    public async Task<int> CountAsync(
        HandlerRegistration handler, PlatformEvent message, Exception exception, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            insert into event_failures as known (event_id, handler, tries, error, failed_at) values ($1, $2, 1, $3, $4)
            on conflict (event_id, handler) do update
                set tries = known.tries + 1, error = excluded.error, failed_at = excluded.failed_at
            returning tries
            """);
        command.Parameters.Add(new() { Value = message.EventId });
        command.Parameters.Add(new() { Value = handler.Name });
        command.Parameters.Add(new() { Value = Describe(exception) });
        command.Parameters.Add(new() { Value = time.GetUtcNow() });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Forgets the failures of an event that was handled after all.</summary>
    public static async Task ForgetAsync(
        EventTransaction transaction, HandlerRegistration handler, PlatformEvent message, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch();
        batch.BatchCommands.Add(new("delete from event_failures where event_id = $1 and handler = $2")
        {
            Parameters = { new() { Value = message.EventId }, new() { Value = handler.Name } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives the event up for this handler: it counts as handled, and waits among the dead letters for an admin.</summary>
    public async Task BuryAsync(
        HandlerRegistration handler, TransportMessage message, int tries, Exception exception, CancellationToken cancellationToken)
    {
        var error = Describe(exception);
        await using (var command = database.CreateCommand(
            """
            with done as (
                insert into inbox (event_id, handler, handled_at) values ($2, $3, $13) on conflict do nothing),
            forgotten as (
                delete from event_failures where event_id = $2 and handler = $3)
            insert into dead_letters
                (id, event_id, handler, topic, event_type, version, user_id, course_id, metadata, occurred_at, traceparent, tries, error, died_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, $13)
            on conflict on constraint dead_letters_once do nothing
            """))
        {
            Bind(command, handler, message, tries, error);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            await transport.PublishDeadLetterAsync(handler.Topic, message, new(handler.Name, tries, error), cancellationToken);
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            logger.LogWarning(failure, "A dead letter could not be copied to its stream; it is in the database");
        }
    }

    private void Bind(NpgsqlCommand command, HandlerRegistration handler, TransportMessage message, int tries, string error)
    {
        var now = time.GetUtcNow();
        var happened = message.Event;
        command.Parameters.Add(new() { Value = OrderedId.At(now) });
        command.Parameters.Add(new() { Value = happened.EventId });
        command.Parameters.Add(new() { Value = handler.Name });
        command.Parameters.Add(new() { Value = handler.Topic });
        command.Parameters.Add(new() { Value = happened.EventType });
        command.Parameters.Add(new() { Value = (short)happened.Version });
        command.Parameters.Add(new() { Value = (object?)happened.UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = (object?)happened.CourseId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(happened.Metadata, EventJson.Default.JsonElement), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new() { Value = happened.Timestamp.ToUniversalTime() });
        command.Parameters.Add(new() { Value = (object?)message.Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = tries });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = error });
    }

    private static string Describe(Exception exception)
    {
        var inner = exception is DbUpdateException { InnerException: { } cause } ? cause : exception;
        var text = $"{inner.GetType().Name}: {inner.Message}".Replace('\0', ' ');
        return text.Length <= ErrorMaxLength ? text : text[..ErrorMaxLength];
    }
}
