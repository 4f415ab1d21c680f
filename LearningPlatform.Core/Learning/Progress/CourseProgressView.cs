using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>A learner's own progress in a course.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Title">Its title.</param>
/// <param name="Percentage">0 to 100, of what the completion rule counts.</param>
/// <param name="Score">Mean of the labs' and assessments' scores that the learner may see, in percent; null while there is none.</param>
/// <param name="CompletionRule">all, required or score.</param>
/// <param name="MinimumScore">What the rule <c>score</c> asks for.</param>
/// <param name="EnrolledAt">When this enrolment began.</param>
/// <param name="CompletedAt">Null until then; never taken back.</param>
/// <param name="TimeSpent">Minutes.</param>
/// <param name="ResumeLessonId">Where to go on; null when everything that is open is done.</param>
/// <param name="ReadOnly">The cohort has ended: the course can be read, nothing counts any more.</param>
/// <param name="Modules">In order.</param>
public sealed record CourseProgressView(
    Guid CourseId,
    string Title,
    int Percentage,
    decimal? Score,
    CompletionRule CompletionRule,
    int? MinimumScore,
    DateTimeOffset EnrolledAt,
    DateTimeOffset? CompletedAt,
    int TimeSpent,
    Guid? ResumeLessonId,
    bool ReadOnly,
    IReadOnlyList<ModuleProgressView> Modules)
{
    /// <param name="map">The course.</param>
    /// <param name="learner">Without the scores that are hidden: see <see cref="ProgressViews"/>.</param>
    /// <param name="now">The moment that is shown.</param>
    internal static CourseProgressView Of(CourseMap map, LearnerState learner, DateTimeOffset now)
    {
        var modules = map.Modules.Select(module => ModuleProgressView.Of(map, module, learner, now)).ToList();
        var standing = Completion.StandingOf(map, learner);
        return new(
            map.Id,
            map.Title,
            standing.Percentage,
            standing.Score,
            map.Rule,
            map.MinimumScore,
            learner.EnrolledAt,
            learner.CompletedAt,
            learner.SecondsSpent / 60,
            ResumeAt(modules, learner.LastLessonId),
            learner.Cohort?.EndsAt <= now,
            modules);
    }

    /// <summary>The lesson worked on last while it is open, otherwise the next open one, otherwise the first.</summary>
    private static Guid? ResumeAt(List<ModuleProgressView> modules, Guid? last)
    {
        var lessons = modules
            .SelectMany(module => module.Lessons, (module, lesson) => (lesson.LessonId, Open: module.Locked is null && lesson.CompletedAt is null))
            .ToList();
        var from = Math.Max(0, lessons.FindIndex(lesson => lesson.LessonId == last));
        var next = lessons.FindIndex(from, lesson => lesson.Open);
        next = next < 0 ? lessons.FindIndex(lesson => lesson.Open) : next;
        return next < 0 ? null : lessons[next].LessonId;
    }
}

/// <summary>A learner's progress in a module.</summary>
/// <param name="ModuleId">The module.</param>
/// <param name="Title">Its title.</param>
/// <param name="Percentage">Of its lessons.</param>
/// <param name="Score">Mean of its scored labs and assessments as far as they may be seen, otherwise what the client reported.</param>
/// <param name="CompletedAt">Null until then.</param>
/// <param name="Locked">Why it is closed; null for an open one.</param>
/// <param name="Lessons">In order.</param>
public sealed record ModuleProgressView(
    Guid ModuleId,
    string Title,
    int Percentage,
    decimal? Score,
    DateTimeOffset? CompletedAt,
    ModuleLock? Locked,
    IReadOnlyList<LessonProgressView> Lessons)
{
    internal static ModuleProgressView Of(CourseMap map, MapModule module, LearnerState learner, DateTimeOffset now)
    {
        var record = learner.Modules.GetValueOrDefault(module.Id);
        var done = module.Lessons.Count(lesson => learner.HasDone(lesson.Id));
        return new(
            module.Id,
            module.Title,
            module.Lessons.Count > 0 ? 100 * done / module.Lessons.Count : record is null ? 0 : 100,
            Completion.ScoreOf(module.Lessons, learner.Lessons) ?? record?.ReportedScore,
            record?.CompletedAt,
            Locks.Of(map, module, learner, now),
            [.. module.Lessons.Select(lesson => LessonProgressView.Of(lesson, learner.Lessons.GetValueOrDefault(lesson.Id)))]);
    }
}

/// <summary>A learner's progress in a lesson.</summary>
/// <param name="LessonId">The lesson.</param>
/// <param name="Title">Its title.</param>
/// <param name="Kind">text, video, file, lab or assessment.</param>
/// <param name="Required">Whether the rules <c>required</c> and <c>score</c> ask for it.</param>
/// <param name="ActivityId">The lab or assessment that completes it.</param>
/// <param name="OpenedAt">First seen.</param>
/// <param name="TimeSpent">Minutes.</param>
/// <param name="Position">Where a video was left, in seconds.</param>
/// <param name="Score">The best one, in percent; null while an assessment hides it.</param>
/// <param name="CompletedAt">Null until then.</param>
public sealed record LessonProgressView(
    Guid LessonId,
    string Title,
    LessonKind Kind,
    bool Required,
    Guid? ActivityId,
    DateTimeOffset? OpenedAt,
    int TimeSpent,
    int? Position,
    decimal? Score,
    DateTimeOffset? CompletedAt)
{
    internal static LessonProgressView Of(MapLesson lesson, LessonRecord? record) => new(
        lesson.Id,
        lesson.Title,
        lesson.Kind,
        lesson.Required,
        lesson.ActivityId,
        record?.OpenedAt,
        (record?.SecondsSpent ?? 0) / 60,
        record?.Position,
        record?.Score,
        record?.CompletedAt);
}
