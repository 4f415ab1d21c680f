using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>Why a module is closed to a learner.</summary>
public enum LockReason
{
    CohortNotStarted,
    NotReleased,
    PrerequisitesMissing,
}

/// <summary>A module that is closed to a learner.</summary>
/// <param name="Reason">The first reason that holds, in the order of the enum.</param>
/// <param name="OpensAt">When that reason falls away by itself; null when it takes work.</param>
/// <param name="MissingModules">The modules to complete first.</param>
public sealed record ModuleLock(LockReason Reason, DateTimeOffset? OpensAt, IReadOnlyList<Guid> MissingModules);

/// <summary>
/// What a learner may read and work on. As in Moodle and Canvas: before a cohort's start its learners see titles only; after its end they
/// read what they could read, and nothing counts any more.
/// </summary>
public static class Locks
{
    /// <summary>Null for a module that is open.</summary>
    public static ModuleLock? Of(CourseMap map, MapModule module, LearnerState learner, DateTimeOffset now)
    {
        if (learner.Cohort is { } cohort && now < cohort.StartsAt)
        {
            return new(LockReason.CohortNotStarted, cohort.StartsAt, []);
        }

        if (module.ReleaseAt is { } release && now < release)
        {
            return new(LockReason.NotReleased, release, []);
        }

        var missing = module.Prerequisites
            .Where(id => map.Modules.Any(other => other.Id == id) && !learner.Modules.ContainsKey(id))
            .ToList();
        return missing.Count == 0 ? null : new(LockReason.PrerequisitesMissing, null, missing);
    }

    /// <summary>Why the learner may not work on the module; null when they may.</summary>
    public static Failure? RefuseWork(CourseMap map, MapModule module, LearnerState learner, DateTimeOffset now)
    {
        if (learner.Cohort?.EndsAt is { } end && now >= end)
        {
            return ProgressFailures.CohortEnded;
        }

        return Of(map, module, learner, now) is { } closed ? ProgressFailures.Locked(closed) : null;
    }
}
