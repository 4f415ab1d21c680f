namespace LearningPlatform.Core.Learning.Progress;

/// <summary>When the learner's cohort may work; what is null is open.</summary>
public sealed record CohortWindow(DateTimeOffset StartsAt, DateTimeOffset? EndsAt);

/// <summary>What is known of a learner and a lesson.</summary>
/// <param name="OpenedAt">First seen.</param>
/// <param name="SeenAt">Last seen.</param>
/// <param name="SecondsSpent">As far as it is credible; see <see cref="TimeSpent"/>.</param>
/// <param name="Position">Where a video was left, in seconds.</param>
/// <param name="Score">The best one, in percent.</param>
/// <param name="CompletedAt">Null until then.</param>
public sealed record LessonRecord(
    DateTimeOffset OpenedAt, DateTimeOffset SeenAt, int SecondsSpent, int? Position, decimal? Score, DateTimeOffset? CompletedAt);

/// <summary>A completed module.</summary>
public sealed record ModuleRecord(DateTimeOffset CompletedAt, int? ReportedScore, int SecondsSpent);

/// <summary>A learner in a course: the enrolment's terms, and everything recorded so far. Records outlive enrolments.</summary>
/// <param name="EnrolledAt">When this enrolment began.</param>
/// <param name="Cohort">Null outside of cohorts.</param>
/// <param name="Lessons">By lesson; removed ones, too.</param>
/// <param name="Modules">Completed ones, by module; removed ones, too.</param>
/// <param name="CountedUntil">Time before this moment was counted already.</param>
/// <param name="SecondsSpent">In the whole course.</param>
/// <param name="LastLessonId">Worked on last.</param>
/// <param name="CompletedAt">When the course was completed; it stays so.</param>
public sealed record LearnerState(
    DateTimeOffset EnrolledAt,
    CohortWindow? Cohort,
    Dictionary<Guid, LessonRecord> Lessons,
    Dictionary<Guid, ModuleRecord> Modules,
    DateTimeOffset? CountedUntil,
    int SecondsSpent,
    Guid? LastLessonId,
    DateTimeOffset? CompletedAt)
{
    public static LearnerState Enrolled(DateTimeOffset at, CohortWindow? cohort = null) => new(at, cohort, [], [], null, 0, null, null);

    public bool HasDone(Guid lessonId) => Lessons.TryGetValue(lessonId, out var lesson) && lesson.CompletedAt is not null;

    /// <summary>The state as somebody sees it who may not see what these lessons have scored.</summary>
    public LearnerState WithoutScores(IReadOnlyCollection<Guid> lessons) => this with
    {
        Lessons = Lessons.ToDictionary(
            lesson => lesson.Key, lesson => lessons.Contains(lesson.Key) ? lesson.Value with { Score = null } : lesson.Value),
    };

    /// <summary>The state once <paramref name="step"/> is stored.</summary>
    public LearnerState After(Step step, DateTimeOffset now)
    {
        var lessons = new Dictionary<Guid, LessonRecord>(Lessons);
        foreach (var (id, lesson) in step.Lessons)
        {
            lessons[id] = lesson;
        }

        var modules = new Dictionary<Guid, ModuleRecord>(Modules);
        foreach (var id in step.Advance.Modules)
        {
            modules[id] = id == step.Module ? new(now, step.Report.Score, step.Seconds) : new(now, null, 0);
        }

        return this with
        {
            Lessons = lessons,
            Modules = modules,
            SecondsSpent = SecondsSpent + step.Seconds,
            LastLessonId = step.Lessons.Count > 0 ? step.Lessons.Keys.Last() : LastLessonId,
            CompletedAt = step.Advance.CompletesCourse ? now : CompletedAt,
        };
    }
}
