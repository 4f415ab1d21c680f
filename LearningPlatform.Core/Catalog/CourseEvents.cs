using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Catalog;

/// <summary>What only the events about a course's own life have.</summary>
public sealed record CourseChangedMetadata(string Title, Guid InstructorId);

internal static class CourseEvents
{
    public static OutboxMessage Changed(string type, Course course, Caller by, DateTimeOffset now) =>
        Changed(type, course.Id, course.Title, course.InstructorId, by, now);

    public static OutboxMessage Changed(string type, Guid courseId, string title, Guid instructorId, Caller by, DateTimeOffset now) => new()
    {
        EventId = OrderedId.At(now),
        Topic = Topics.Course,
        EventType = type,
        UserId = by.UserId,
        CourseId = courseId,
        Metadata = JsonSerializer.Serialize(
            new CourseChangedMetadata(title, instructorId), CourseEventsJson.Default.CourseChangedMetadata),
        OccurredAt = now,
        Traceparent = Activity.Current?.Id,
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CourseChangedMetadata))]
internal sealed partial class CourseEventsJson : JsonSerializerContext;
