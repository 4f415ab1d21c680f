using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Events;

/// <summary>An event on its way out: written in the transaction of the change that it reports, sent on by Workers.</summary>
public sealed class OutboxMessage
{
    private const string InsertSql =
        """
        insert into outbox (event_id, topic, event_type, version, user_id, course_id, metadata, occurred_at, traceparent)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    /// <summary>Given by the database; the order in which the relay reads.</summary>
    public long Position { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>One of <see cref="Topics"/>.</summary>
    public required string Topic { get; init; }

    /// <summary>Upper-case name, as in <c>COURSE_ENROLLED</c>.</summary>
    public required string EventType { get; init; }

    /// <summary>Of the metadata; see <see cref="EventKind.Version"/>.</summary>
    public short Version { get; init; } = 1;

    public Guid? UserId { get; init; }
    public Guid? CourseId { get; init; }

    /// <summary>A JSON object with what only this type of event has.</summary>
    public string Metadata { get; init; } = "{}";

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>W3C trace context of the request that caused it, so that one trace goes from request to effect.</summary>
    public string? Traceparent { get; init; } = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>
    /// An event that happens now, within the current trace. Add it to <c>db.Outbox</c> before the save that makes the change, or to the batch
    /// of the change's statements by <see cref="ToBatchCommand"/>.
    /// </summary>
    public static OutboxMessage Of<T>(T metadata, Guid? userId, Guid? courseId, TimeProvider time)
        where T : class, IEventMetadata<T>
    {
        ArgumentNullException.ThrowIfNull(time);
        var now = time.GetUtcNow();
        return new()
        {
            EventId = OrderedId.At(now),
            Topic = T.Kind.Topic,
            EventType = T.Kind.Name,
            Version = (short)T.Kind.Version,
            UserId = userId,
            CourseId = courseId,
            Metadata = JsonSerializer.Serialize(metadata, T.Kind.Json),
            OccurredAt = now,
        };
    }

    /// <summary>For changes in hand-written SQL: the insert, to run in the change's transaction. Raise <see cref="OutboxSignal"/> after its commit.</summary>
    public NpgsqlBatchCommand ToBatchCommand() => new(InsertSql)
    {
        Parameters =
        {
            new() { Value = EventId },
            new() { Value = Topic },
            new() { Value = EventType },
            new() { Value = Version },
            new() { Value = (object?)UserId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = (object?)CourseId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
            new() { Value = Metadata, NpgsqlDbType = NpgsqlDbType.Jsonb },
            new() { Value = OccurredAt },
            new() { Value = (object?)Traceparent ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        },
    };
}

internal sealed class OutboxMessageModel : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> builder)
    {
        builder.HasKey(message => message.Position);
        builder.Property(message => message.Position).ValueGeneratedOnAdd();
        builder.Property(message => message.Metadata).HasColumnType("jsonb");
    }
}
