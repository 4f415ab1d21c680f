using System.Text.Json;

namespace LearningPlatform.Core.Events;

/// <summary>Something that happened, as it is published: document 5's event schema, plus the id and the version.</summary>
/// <param name="EventId">UUIDv7; effects are counted once by it.</param>
/// <param name="EventType">Upper-case name, as in <c>COURSE_ENROLLED</c>.</param>
/// <param name="Version">Of the metadata; see <see cref="EventKind.Version"/>.</param>
/// <param name="Timestamp">When it happened, UTC.</param>
/// <param name="UserId">Whom it is about; null when that is nobody with an account.</param>
/// <param name="CourseId">The course it is about, if any.</param>
/// <param name="Metadata">A JSON object with what only this type of event has.</param>
public sealed record PlatformEvent(
    Guid EventId,
    string EventType,
    int Version,
    DateTimeOffset Timestamp,
    Guid? UserId,
    Guid? CourseId,
    JsonElement Metadata)
{
    /// <summary>Whether it is of the kind that has <typeparamref name="T"/> as metadata.</summary>
    public bool Is<T>()
        where T : class, IEventMetadata<T> => EventType == T.Kind.Name && Version == T.Kind.Version;

    /// <summary>The metadata of an event that <see cref="Is{T}"/> such.</summary>
    /// <exception cref="JsonException">The metadata is not what the kind promises.</exception>
    public T Read<T>()
        where T : class, IEventMetadata<T> =>
        Metadata.Deserialize(T.Kind.Json) ?? throw new JsonException($"{EventType} without metadata.");
}
