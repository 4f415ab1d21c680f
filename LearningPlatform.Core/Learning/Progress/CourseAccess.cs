using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>What other modules ask before they let a learner read or do something in a course.</summary>
public sealed class CourseAccess(CourseMaps maps, LearnerStates learners, ProgressViews views, TimeProvider time)
{
    /// <summary>
    /// Null for a learner who may work on the lab or assessment now: enrolled, the cohort's time, the module released and its prerequisites
    /// complete. An activity that stands in no lesson of the course needs the enrolment and the cohort's time only.
    /// </summary>
    public async Task<Failure?> RefuseWorkAsync(Guid courseId, Guid userId, Guid activityId, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(courseId, cancellationToken) is not { } map)
        {
            return LearningFailures.CourseNotFound;
        }

        if (await learners.FindAsync(courseId, userId, cancellationToken) is not { } learner)
        {
            return map.Status == CourseStatus.Draft ? LearningFailures.CourseNotFound : ProgressFailures.NotEnrolled;
        }

        var modules = map.Modules.Where(module => module.Lessons.Any(lesson => lesson.ActivityId == activityId)).ToList();
        var refusals = modules.DefaultIfEmpty(new(Guid.Empty, "", null, [], []))
            .Select(module => Locks.RefuseWork(map, module, learner, time.GetUtcNow()))
            .ToList();
        return refusals.Contains(null) ? null : refusals[0];
    }

    /// <summary>A learner's own progress in a course.</summary>
    public async Task<Outcome<CourseProgressView>> ProgressAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(courseId, cancellationToken) is not { } map)
        {
            return LearningFailures.CourseNotFound;
        }

        return await learners.FindAsync(courseId, userId, cancellationToken) is { } learner
            ? await views.OfAsync(map, learner, cancellationToken)
            : map.Status == CourseStatus.Draft ? LearningFailures.CourseNotFound : ProgressFailures.NotEnrolled;
    }

    /// <summary>The modules whose content the learner may not read yet; null for who is not enrolled.</summary>
    public async Task<IReadOnlySet<Guid>?> ClosedModulesAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        if (await learners.FindAsync(courseId, userId, cancellationToken) is not { } learner
            || await maps.FindAsync(courseId, cancellationToken) is not { } map)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return map.Modules.Where(module => Locks.Of(map, module, learner, now) is not null).Select(module => module.Id).ToHashSet();
    }
}
