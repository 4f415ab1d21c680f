using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>What a learner reports of a lesson or module.</summary>
/// <param name="TimeSpent">Minutes, 0 to <see cref="TimeSpent.MaxMinutes"/>.</param>
/// <param name="Score">For modules (document 1): in percent, kept as what the client said; it counts for nothing.</param>
/// <param name="Position">For videos: where it was left, in seconds.</param>
public sealed record WorkReport(int? TimeSpent = null, int? Score = null, int? Position = null);

/// <summary>What a step changes, to be stored in one transaction with its events.</summary>
/// <param name="Lessons">The records that change, as they are to be.</param>
/// <param name="Module">Reported by hand, if any.</param>
/// <param name="Report">What was reported with it.</param>
/// <param name="Seconds">Time that counts.</param>
/// <param name="Advance">What becomes complete.</param>
public sealed record Step(
    IReadOnlyDictionary<Guid, LessonRecord> Lessons, Guid? Module, WorkReport Report, int Seconds, Advance Advance);

/// <summary>Decides what a learner's work changes. Pure: the learner's state goes in, the step to store comes out.</summary>
public static class Work
{
    /// <summary>Completes a text, video or file lesson by hand; again changes nothing.</summary>
    public static Outcome<Step> CompleteLesson(CourseMap map, LearnerState learner, Guid lessonId, WorkReport report, DateTimeOffset now)
    {
        if (!TryFind(map, lessonId, out var module, out var lesson))
        {
            return ProgressFailures.LessonNotFound;
        }

        if (learner.HasDone(lessonId))
        {
            return Nothing(map, learner);
        }

        if (Locks.RefuseWork(map, module, learner, now) is { } refusal)
        {
            return refusal;
        }

        return lesson.ActivityId is not null
            ? ProgressFailures.NeedsActivity
            : Record(map, learner, [Done(Seen(learner, lessonId, report, now), now)], report, now);
    }

    /// <summary>Notes that a lesson was opened, for how long and where it was left.</summary>
    public static Outcome<Step> See(CourseMap map, LearnerState learner, Guid lessonId, WorkReport report, DateTimeOffset now)
    {
        if (!TryFind(map, lessonId, out var module, out _))
        {
            return ProgressFailures.LessonNotFound;
        }

        return Locks.RefuseWork(map, module, learner, now) is { } refusal
            ? refusal
            : Record(map, learner, [Seen(learner, lessonId, report, now)], report, now);
    }

    /// <summary>
    /// Completes a module by hand (document 1), and with it all of its lessons that need no lab or assessment. Those that do must be done
    /// before, unless the course does not ask for them.
    /// </summary>
    public static Outcome<Step> CompleteModule(CourseMap map, LearnerState learner, Guid moduleId, WorkReport report, DateTimeOffset now)
    {
        var module = map.Modules.FirstOrDefault(module => module.Id == moduleId);
        if (module is null)
        {
            return ProgressFailures.ModuleNotFound;
        }

        if (learner.Modules.ContainsKey(moduleId))
        {
            return Nothing(map, learner);
        }

        if (Locks.RefuseWork(map, module, learner, now) is { } refusal)
        {
            return refusal;
        }

        var open = module.Lessons.Where(lesson => !learner.HasDone(lesson.Id)).ToList();
        var activities = open.FindAll(lesson => lesson.ActivityId is not null && (map.Rule == CompletionRule.All || lesson.Required));
        return activities.Count > 0
            ? ProgressFailures.ActivitiesOpen(activities.Select(lesson => lesson.Id))
            : Record(
                map,
                learner,
                open.Where(lesson => lesson.ActivityId is null).Select(lesson => Done(Seen(learner, lesson.Id, new(), now), now)),
                report,
                now,
                moduleId);
    }

    /// <summary>What a lab or an assessment says of its lesson: the better score stays, and what was passed once stays passed.</summary>
    public static Step Score(CourseMap map, LearnerState learner, Guid lessonId, decimal? score, bool passed, DateTimeOffset now)
    {
        var (id, record) = Seen(learner, lessonId, new(), now);
        record = record with { Score = record.Score is { } before && !(score > before) ? before : score };
        return Record(map, learner, [passed ? Done((id, record), now) : (id, record)], new(), now);
    }

    /// <summary>What is due without anything having been done: after the outline or the rule has changed.</summary>
    public static Step Nothing(CourseMap map, LearnerState learner)
    {
        var changed = new Dictionary<Guid, LessonRecord>();
        return new(changed, null, new(), 0, Completion.After(map, learner, changed));
    }

    private static Step Record(
        CourseMap map,
        LearnerState learner,
        IEnumerable<(Guid Id, LessonRecord Record)> lessons,
        WorkReport report,
        DateTimeOffset now,
        Guid? module = null)
    {
        var changed = lessons.ToDictionary(lesson => lesson.Id, lesson => lesson.Record);
        return new(changed, module, report, TimeSpent.Credit(report.TimeSpent, learner, now), Completion.After(map, learner, changed, module));
    }

    private static (Guid Id, LessonRecord Record) Seen(LearnerState learner, Guid lessonId, WorkReport report, DateTimeOffset now)
    {
        var before = learner.Lessons.GetValueOrDefault(lessonId) ?? new(now, now, 0, null, null, null);
        return (lessonId, before with
        {
            SeenAt = now,
            SecondsSpent = before.SecondsSpent + TimeSpent.Credit(report.TimeSpent, learner, now),
            Position = report.Position ?? before.Position,
        });
    }

    private static (Guid Id, LessonRecord Record) Done((Guid Id, LessonRecord Record) lesson, DateTimeOffset now) =>
        (lesson.Id, lesson.Record with { CompletedAt = lesson.Record.CompletedAt ?? now });

    private static bool TryFind(CourseMap map, Guid lessonId, out MapModule module, out MapLesson lesson)
    {
        foreach (var candidate in map.Modules)
        {
            if (candidate.Lessons.FirstOrDefault(item => item.Id == lessonId) is { } found)
            {
                (module, lesson) = (candidate, found);
                return true;
            }
        }

        (module, lesson) = (null!, null!);
        return false;
    }
}
