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
/// <param name="CompletionRule">all, required or score: when a learner has completed it.</param>
/// <param name="MinimumScore">In percent, with the rule score.</param>
/// <param name="Prerequisites">Courses to complete before this one.</param>
/// <param name="Modules">In order.</param>
public sealed record CourseDetail(
    CourseSummary Course,
    [property: JsonPropertyOrder(1)] int Version,
    [property: JsonPropertyOrder(1)] CompletionRule CompletionRule,
    [property: JsonPropertyOrder(1)] int? MinimumScore,
    [property: JsonPropertyOrder(1)] IReadOnlyList<Guid> Prerequisites,
    [property: JsonPropertyOrder(2)] IReadOnlyList<ModuleView> Modules) : CourseSummary(Course), IVersioned
{
    /// <summary>The course itself; its fields stand beside the outline's in JSON.</summary>
    [JsonIgnore]
    public CourseSummary Course { get; init; } = Course;

    /// <summary>The same outline, its lessons' content left out in these modules.</summary>
    public CourseDetail WithoutContentOf(IReadOnlySet<Guid> modules) => modules.Count == 0 ? this : this with
    {
        Modules = [.. Modules.Select(module => modules.Contains(module.Id)
            ? module with { Lessons = [.. module.Lessons.Select(lesson => lesson.WithoutContent())] }
            : module)],
    };
}

/// <summary>A part of a course.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Description">Markdown.</param>
/// <param name="Position">From 0, within the course.</param>
/// <param name="ReleaseAt">Closed to learners until then; null for open at once.</param>
/// <param name="Prerequisites">Modules of the course to complete before this one.</param>
/// <param name="Lessons">In order.</param>
public sealed record ModuleView(
    Guid Id,
    string Title,
    string Description,
    int Position,
    DateTimeOffset? ReleaseAt,
    IReadOnlyList<Guid> Prerequisites,
    IReadOnlyList<LessonView> Lessons);

/// <summary>A lesson in an outline.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Kind">text, video, file, lab or assessment.</param>
/// <param name="DurationMinutes">The author's estimate.</param>
/// <param name="Position">From 0, within the module.</param>
/// <param name="Required">What the completion rules required and score ask for.</param>
/// <param name="Content">Markdown; null unless the reader teaches the course, or is enrolled and the module is open.</param>
/// <param name="MediaUrl">As <paramref name="Content"/>.</param>
/// <param name="MediaId">As <paramref name="Content"/>; ask for its URL with GET /media/{id}/url.</param>
/// <param name="ActivityId">As <paramref name="Content"/>: the lesson's lab or assessment.</param>
public sealed record LessonView(
    Guid Id,
    string Title,
    LessonKind Kind,
    int? DurationMinutes,
    int Position,
    bool Required,
    string? Content,
    string? MediaUrl,
    Guid? MediaId,
    Guid? ActivityId)
{
    internal LessonView WithoutContent() => this with { Content = null, MediaUrl = null, MediaId = null, ActivityId = null };
}
