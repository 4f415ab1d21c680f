using System.Text.Json.Serialization;

namespace LearningPlatform.Bench.Bare;

/// <summary>The platform's answers, spelled once more.</summary>
internal sealed record Course(
    Guid Id,
    string Title,
    string Description,
    string Difficulty,
    string Status,
    string[] Tags,
    string[] Skills,
    string? ImageUrl,
    Guid InstructorId,
    string InstructorName,
    int? Capacity,
    int Popularity,
    DateTime? PublishedAt,
    DateTime CreatedAt,
    DateTime UpdatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Version = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] List<Module>? Modules = null);

internal sealed record Module(Guid Id, string Title, string Description, int Position, List<Lesson> Lessons);

internal sealed record Lesson(Guid Id, string Title, string Kind, int? DurationMinutes, int Position, string? Content, string? MediaUrl);

internal sealed record Page(List<Course> Items, string? NextCursor);

internal sealed record Enrollment(
    Guid Id, Guid CourseId, Guid UserId, string? StudentEmail, DateTime EnrolledAt, DateTime CreatedAt, DateTime UpdatedAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Page))]
[JsonSerializable(typeof(Enrollment))]
internal sealed partial class Shapes : JsonSerializerContext;
