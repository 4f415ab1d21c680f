using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Learning.Progress;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Learning;

/// <summary>
/// Labs and assessments complete the lessons that they belong to. In transactions of their own, each of which can be repeated without effect:
/// a learner's progress is held for the shortest time.
/// </summary>
[Handles<AssessmentScored>]
[Handles<LabCompleted>]
internal sealed class CompleteLessonsOfActivities(LearnerWork work) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is not { } userId)
        {
            return;
        }

        if (message.Is<LabCompleted>())
        {
            var lab = message.Read<LabCompleted>();
            await work.ScoreAsync(lab.LabId, userId, lab.Score, passed: true, cancellationToken);
        }
        else
        {
            var scored = message.Read<AssessmentScored>();
            await work.ScoreAsync(scored.AssessmentId, userId, scored.Score, scored.Passed, cancellationToken);
        }
    }
}

/// <summary>A new version of the outline or rule moves everybody's percentage, and may complete what was open; nothing is ever taken back.</summary>
[Handles<CourseVersionPublished>]
internal sealed class MeasureChangedCourses(Recalculation recalculation) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        message.CourseId is { } courseId ? recalculation.RunAsync(courseId, cancellationToken) : Task.CompletedTask;
}

/// <summary>Who comes back finds their progress, measured on the course as it is by now.</summary>
[Handles<CourseEnrolled>]
internal sealed class CatchUpWhoComesBack(LearnerWork work) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        message is { UserId: { } userId, CourseId: { } courseId }
            ? work.CatchUpAsync(courseId, userId, cancellationToken)
            : Task.CompletedTask;
}
