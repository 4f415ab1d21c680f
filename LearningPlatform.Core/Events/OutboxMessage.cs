using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Events;

/// <summary>An event on its way out: written in the transaction of the change that it reports, sent on by Workers.</summary>
public sealed class OutboxMessage
{
    /// <summary>Given by the database; the order in which the relay reads.</summary>
    public long Position { get; init; }

    public required Guid EventId { get; init; }

    /// <summary>One of <see cref="Topics"/>.</summary>
    public required string Topic { get; init; }

    /// <summary>Upper-case name, as in <c>COURSE_ENROLLED</c>.</summary>
    public required string EventType { get; init; }

    public Guid? UserId { get; init; }
    public Guid? CourseId { get; init; }

    /// <summary>A JSON object with what only this type of event has.</summary>
    public string Metadata { get; init; } = "{}";

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>W3C trace context of the request that caused it, so that one trace goes from request to effect.</summary>
    public string? Traceparent { get; init; }
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
