using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Events;

/// <summary>An event that a handler was given too often in vain.</summary>
public sealed record DeadLetter(
    Guid Id,
    string Handler,
    Guid EventId,
    string Topic,
    string EventType,
    Guid? UserId,
    Guid? CourseId,
    DateTimeOffset OccurredAt,
    int Tries,
    string Error,
    DateTimeOffset DiedAt);

/// <summary>The events that were given up, and the way back: through the outbox, to the handler that failed and to no other.</summary>
public sealed class DeadLetters(NpgsqlDataSource database, OutboxSignal signal)
{
    private const string ReplaySql =
        """
        with replayed as (
            delete from dead_letters where ($1::uuid is null or id = $1) and ($2::text is null or handler = $2) returning *
        ), forgotten as (
            delete from inbox using replayed where inbox.event_id = replayed.event_id and inbox.handler = replayed.handler
        ), again as (
            insert into outbox (event_id, topic, event_type, version, user_id, course_id, metadata, occurred_at, traceparent, handler)
            select event_id, topic, event_type, version, user_id, course_id, metadata, occurred_at, traceparent, handler
            from replayed order by died_at
        )
        select count(*)::int from replayed
        """;

    /// <summary>Newest first, of one handler or of all.</summary>
    public async Task<Page<DeadLetter>> ListAsync(string? handler, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select id, handler, event_id, topic, event_type, user_id, course_id, occurred_at, tries, error, died_at
            from dead_letters where ($1::text is null or handler = $1) and ($2::uuid is null or id < $2)
            order by id desc limit $3
            """);
        command.Parameters.Add(Text(handler));
        command.Parameters.Add(Id(before));
        command.Parameters.Add(new() { Value = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<DeadLetter>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetGuid(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetFieldValue<Guid?>(5),
                reader.GetFieldValue<Guid?>(6),
                reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt32(8),
                reader.GetString(9),
                reader.GetFieldValue<DateTimeOffset>(10)));
        }

        return Page<DeadLetter>.From(rows, limit, letter => Cursor.Encode("", letter.Id));
    }

    /// <summary>Sends one again; false when there is none with this id.</summary>
    public async Task<bool> ReplayAsync(Guid id, CancellationToken cancellationToken) => await ReplayAsync(id, null, cancellationToken) == 1;

    /// <summary>Sends all of a handler, or of every handler, again; returns how many.</summary>
    public Task<int> ReplayAllAsync(string? handler, CancellationToken cancellationToken) => ReplayAsync(null, handler, cancellationToken);

    private async Task<int> ReplayAsync(Guid? id, string? handler, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(ReplaySql);
        command.Parameters.Add(Id(id));
        command.Parameters.Add(Text(handler));
        var count = (int)(await command.ExecuteScalarAsync(cancellationToken))!;
        signal.Raise();
        return count;
    }

    private static NpgsqlParameter Id(Guid? id) => new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid };

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
