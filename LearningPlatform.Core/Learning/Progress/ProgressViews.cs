using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>A learner and the course that their progress is measured on.</summary>
public sealed record LearnerOfCourse(CourseMap Map, LearnerState Learner);

/// <summary>
/// Shows learners their own progress: the only way to a <see cref="CourseProgressView"/>, so that no hidden score gets into one.
/// </summary>
public sealed class ProgressViews(IScoreDisclosure scores, TimeProvider time)
{
    public async Task<Outcome<CourseProgressView>> OfAsync(Outcome<LearnerOfCourse> outcome, CancellationToken cancellationToken) =>
        outcome.TryGet(out var found, out var failure) ? await OfAsync(found.Map, found.Learner, cancellationToken) : failure;

    public async Task<CourseProgressView> OfAsync(CourseMap map, LearnerState learner, CancellationToken cancellationToken)
    {
        var scored = map.Modules
            .SelectMany(module => module.Lessons)
            .Where(lesson => lesson.ActivityId is not null && learner.Lessons.GetValueOrDefault(lesson.Id)?.Score is not null)
            .ToList();
        var hidden = scored.Count == 0
            ? (IReadOnlySet<Guid>)new HashSet<Guid>()
            : await scores.HiddenAsync([.. scored.Select(lesson => lesson.ActivityId!.Value).Distinct()], cancellationToken);
        var lessons = scored.Where(lesson => hidden.Contains(lesson.ActivityId!.Value)).Select(lesson => lesson.Id).ToList();
        return CourseProgressView.Of(map, lessons.Count == 0 ? learner : learner.WithoutScores(lessons), time.GetUtcNow());
    }
}
