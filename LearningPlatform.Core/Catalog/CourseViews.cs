using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Catalog;

/// <summary>A course as lists show it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Description">Plain text or Markdown.</param>
/// <param name="Difficulty">beginner, intermediate or advanced.</param>
/// <param name="Status">draft, published or archived.</param>
/// <param name="Tags">Lower-case words.</param>
/// <param name="Skills">What a learner can do afterwards.</param>
/// <param name="ImageUrl">Where its picture is served; null without one.</param>
/// <param name="InstructorId">The account that owns it.</param>
/// <param name="InstructorName">That account's display name.</param>
/// <param name="Capacity">Seats; null for as many as come.</param>
/// <param name="Popularity">Enrolments at the last count.</param>
/// <param name="PublishedAt">Null until it was published first.</param>
/// <param name="CreatedAt">UTC.</param>
/// <param name="UpdatedAt">UTC.</param>
public record CourseSummary(
    Guid Id,
    string Title,
    string Description,
    Difficulty Difficulty,
    CourseStatus Status,
    string[] Tags,
    string[] Skills,
    string? ImageUrl,
    Guid InstructorId,
    string InstructorName,
    int? Capacity,
    int Popularity,
    DateTimeOffset? PublishedAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>What the list was sorted by, for the cursor.</summary>
    [JsonIgnore]
    public string SortKey { get; init; } = "";
}

/// <summary>A course with its outline.</summary>
/// <param name="Course">The course itself.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
/// <param name="Modules">In order.</param>
public sealed record CourseDetail(
    CourseSummary Course,
    [property: JsonPropertyOrder(1)] int Version,
    [property: JsonPropertyOrder(2)] IReadOnlyList<ModuleView> Modules) : CourseSummary(Course), IVersioned
{
    /// <summary>The course itself; its fields stand beside the outline's in JSON.</summary>
    [JsonIgnore]
    public CourseSummary Course { get; init; } = Course;
}

/// <summary>A part of a course.</summary>
public sealed record ModuleView(Guid Id, string Title, string Description, int Position, IReadOnlyList<LessonView> Lessons);

/// <summary>A lesson in an outline.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Kind">text, video, file, lab or assessment.</param>
/// <param name="DurationMinutes">The author's estimate.</param>
/// <param name="Position">From 0, within the module.</param>
/// <param name="Content">Markdown; null unless the reader is enrolled, owns the course or is an admin.</param>
/// <param name="MediaUrl">As <paramref name="Content"/>.</param>
public sealed record LessonView(
    Guid Id, string Title, LessonKind Kind, int? DurationMinutes, int Position, string? Content, string? MediaUrl);
