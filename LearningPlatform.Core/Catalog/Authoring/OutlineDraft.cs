using System.Text.Json;
using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>What learners go through, as its authors work on it; published versions and archives have the same shape.</summary>
/// <param name="CompletionRule">When a learner has completed the course.</param>
/// <param name="MinimumScore">In percent; with the rule score.</param>
/// <param name="Modules">In order.</param>
public sealed record CourseOutline(CompletionRule CompletionRule, int? MinimumScore, IReadOnlyList<ModuleDraft> Modules)
{
    public const int MaxModules = 100;

    /// <summary>In all modules together.</summary>
    public const int MaxLessons = 500;

    /// <summary>Characters, in all lessons together: every edit writes the whole working copy.</summary>
    public const int MaxContent = 4_000_000;

    [JsonIgnore]
    public IEnumerable<LessonDraft> Lessons => Modules.SelectMany(module => module.Lessons);
}

/// <summary>A module in the working copy.</summary>
/// <param name="Id">Stable over every version: progress hangs on it.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Description">At most 5,000 characters, Markdown.</param>
/// <param name="ReleaseAt">Closed to learners until then, UTC; null for open at once.</param>
/// <param name="Prerequisites">Modules of the course to complete before this one.</param>
/// <param name="Lessons">In order.</param>
public record ModuleDraft(
    Guid Id,
    string Title,
    string Description,
    DateTimeOffset? ReleaseAt,
    IReadOnlyList<Guid> Prerequisites,
    [property: JsonPropertyOrder(1)] IReadOnlyList<LessonDraft> Lessons)
{
    public const int MaxPrerequisites = 20;
}

/// <summary>A lesson in the working copy.</summary>
/// <param name="Id">Stable over every version, and wherever it moves.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Kind">text, video, file, lab or assessment.</param>
/// <param name="Content">Markdown, at most 200,000 characters.</param>
/// <param name="MediaUrl">Media that lie elsewhere; http or https.</param>
/// <param name="MediaId">An upload with the purpose media.</param>
/// <param name="ActivityId">The lab or the assessment of a lesson of these kinds.</param>
/// <param name="Required">What the completion rules required and score ask for.</param>
/// <param name="DurationMinutes">The author's estimate.</param>
public record LessonDraft(
    Guid Id,
    string Title,
    LessonKind Kind,
    string Content,
    string? MediaUrl,
    Guid? MediaId,
    Guid? ActivityId,
    bool Required,
    int? DurationMinutes);

/// <summary>What an author says of a module.</summary>
public sealed record ModuleContent(string Title, string Description, DateTimeOffset? ReleaseAt, IReadOnlyList<Guid> Prerequisites);

/// <summary>The order of a whole course.</summary>
/// <param name="Id">The module.</param>
/// <param name="Lessons">Its lessons; they may come from other modules.</param>
public sealed record ModuleOrder(Guid Id, IReadOnlyList<Guid> Lessons);

/// <summary>The JSON of outlines, in the database and in archives: SQL reads its names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(LowerCaseWords<CompletionRule>), typeof(LowerCaseWords<LessonKind>)])]
[JsonSerializable(typeof(CourseOutline))]
public sealed partial class OutlineJson : JsonSerializerContext;

/// <summary>Enums as lower-case words.</summary>
internal sealed class LowerCaseWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
