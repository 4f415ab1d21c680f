namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>What every outline keeps to, whether an author or an archive brings it.</summary>
public static class OutlineRules
{
    public const int MediaUrlMaxLength = 500;
    public const int DurationMax = 10_000;

    private static readonly Failure TooManyParts = Failure.Conflict(
        "OUTLINE_TOO_LARGE", $"A course has at most {CourseOutline.MaxModules} modules and {CourseOutline.MaxLessons} lessons.");

    private static readonly Failure TooMuchContent = Failure.Conflict(
        "OUTLINE_TOO_LARGE", $"The lessons of a course have at most {CourseOutline.MaxContent} characters together.");

    private static readonly Failure Cycle = Failure.Conflict(
        "PREREQUISITE_CYCLE", "The modules would wait for each other: nobody could ever begin them.");

    private static readonly Failure UnknownPrerequisite = Failure.Invalid("prerequisites", "Only modules of the same course, each once.");
    private static readonly Failure ScoreMissing = Failure.Invalid("minimum_score", "1 to 100, with the rule score.");
    private static readonly Failure RepeatedId = Failure.Invalid("modules", "Every module and every lesson has an id of its own.");

    /// <summary>The outline itself, or the first thing that is wrong with it.</summary>
    public static Outcome<CourseOutline> Checked(CourseOutline outline) => Check(outline) is { } failure ? failure : outline;

    /// <summary>What is wrong with the outline; null when nothing is.</summary>
    public static Failure? Check(CourseOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        var lessons = outline.Lessons.ToList();
        return outline switch
        {
            _ when outline.Modules.Count > CourseOutline.MaxModules || lessons.Count > CourseOutline.MaxLessons => TooManyParts,
            _ when lessons.Sum(lesson => (long)lesson.Content.Length) > CourseOutline.MaxContent => TooMuchContent,
            _ when HasRepeatedIds(outline.Modules.Select(module => module.Id).Concat(lessons.Select(lesson => lesson.Id))) => RepeatedId,
            _ when outline.CompletionRule == CompletionRule.Score && outline.MinimumScore is null or < 1 or > 100 => ScoreMissing,
            _ => outline.Modules.Select(Check).Concat(lessons.Select(Check)).FirstOrDefault(failure => failure is not null)
                ?? CheckPrerequisites(outline.Modules),
        };
    }

    public static bool IsMediaUrl(string? url) => url is null
        || (url.Length <= MediaUrlMaxLength
            && Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp));

    private static Failure? Check(ModuleDraft module) => module switch
    {
        _ when !IsTitle(module.Title) => Failure.Invalid("title", $"1 to {Course.TitleMaxLength} characters."),
        { Description.Length: > CourseModule.DescriptionMaxLength } =>
            Failure.Invalid("description", $"At most {CourseModule.DescriptionMaxLength} characters."),
        { Prerequisites.Count: > ModuleDraft.MaxPrerequisites } =>
            Failure.Invalid("prerequisites", $"At most {ModuleDraft.MaxPrerequisites}."),
        _ => null,
    };

    private static Failure? Check(LessonDraft lesson) => lesson switch
    {
        _ when !IsTitle(lesson.Title) => Failure.Invalid("title", $"1 to {Course.TitleMaxLength} characters."),
        _ when !Enum.IsDefined(lesson.Kind) => Failure.Invalid("kind", "text, video, file, lab or assessment."),
        { Content.Length: > Lesson.ContentMaxLength } => Failure.Invalid("content", $"At most {Lesson.ContentMaxLength} characters."),
        { DurationMinutes: < 0 or > DurationMax } => Failure.Invalid("duration_minutes", $"0 to {DurationMax}."),
        { ActivityId: not null, Kind: not (LessonKind.Lab or LessonKind.Assessment) } =>
            Failure.Invalid("activity_id", "Only lessons of the kinds lab and assessment have one."),
        _ when !IsMediaUrl(lesson.MediaUrl) =>
            Failure.Invalid("media_url", $"An http or https address of at most {MediaUrlMaxLength} characters."),
        _ => null,
    };

    private static Failure? CheckPrerequisites(IReadOnlyList<ModuleDraft> modules)
    {
        var waiting = modules.ToDictionary(module => module.Id, module => module.Prerequisites);
        if (modules.Any(module => HasRepeatedIds(module.Prerequisites) || !module.Prerequisites.All(waiting.ContainsKey)))
        {
            return UnknownPrerequisite;
        }

        // What waits for nothing that still waits can begin; if some never can, they wait for each other.
        while (waiting.Where(module => !module.Value.Any(waiting.ContainsKey)).Select(module => module.Key).ToList() is { Count: > 0 } free)
        {
            free.ForEach(id => waiting.Remove(id));
        }

        return waiting.Count == 0 ? null : Cycle;
    }

    private static bool IsTitle(string title) => !string.IsNullOrWhiteSpace(title) && title.Length <= Course.TitleMaxLength;

    private static bool HasRepeatedIds(IEnumerable<Guid> ids)
    {
        var seen = new HashSet<Guid>();
        return !ids.All(seen.Add);
    }
}
