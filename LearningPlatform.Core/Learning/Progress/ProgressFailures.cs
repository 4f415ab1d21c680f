using System.Globalization;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>What work on a course can be refused for.</summary>
public static class ProgressFailures
{
    public static readonly Failure NotEnrolled = Failure.Forbidden("NOT_ENROLLED", "Enrol in this course first.");
    public static readonly Failure ModuleNotFound = Failure.NotFound("MODULE_NOT_FOUND", "There is no such module in this course.");
    public static readonly Failure LessonNotFound = Failure.NotFound("LESSON_NOT_FOUND", "There is no such lesson in this course.");
    public static readonly Failure CohortEnded = Failure.Forbidden("COHORT_ENDED", "Your cohort's time is over: the course can only be read.");

    public static readonly Failure NeedsActivity = Failure.Conflict(
        "LESSON_NEEDS_ACTIVITY", "This lesson is completed by its lab or assessment, not by hand.");

    /// <summary>The refusal for a closed module; its details name what is missing or when it opens.</summary>
    public static Failure Locked(ModuleLock closed) => closed.Reason switch
    {
        LockReason.CohortNotStarted => new(
            FailureKind.Forbidden, "COHORT_NOT_STARTED", "Your cohort has not started yet.", OpensAt(closed)),
        LockReason.NotReleased => new(FailureKind.Forbidden, "MODULE_NOT_RELEASED", "This module is not open yet.", OpensAt(closed)),
        _ => new(
            FailureKind.Conflict,
            "PREREQUISITES_MISSING",
            "Complete the modules before this one first.",
            Ids("module_ids", closed.MissingModules)),
    };

    /// <summary>The refusal to complete a module whose labs or assessments are open.</summary>
    public static Failure ActivitiesOpen(IEnumerable<Guid> lessonIds) => new(
        FailureKind.Conflict,
        "MODULE_NEEDS_ACTIVITIES",
        "Complete the module's labs and assessments first.",
        Ids("lesson_ids", lessonIds));

    internal static IReadOnlyDictionary<string, string[]> Ids(string field, IEnumerable<Guid> ids) =>
        new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [.. ids.Select(id => id.ToString())] };

    private static Dictionary<string, string[]> OpensAt(ModuleLock closed) =>
        new(StringComparer.Ordinal) { ["opens_at"] = [closed.OpensAt!.Value.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)] };
}
