using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Identity;

/// <summary>XP for what people complete. The ledger counts each thing once, so a repeated event changes nothing.</summary>
[Handles<LessonCompleted>]
[Handles<ModuleCompleted>]
[Handles<AssessmentScored>]
[Handles<LabCompleted>]
[Handles<CourseCompleted>]
internal sealed class AwardXp(TimeProvider time) : IEventHandler
{
    private const int ForLesson = 10;
    private const int ForModule = 50;
    private const int ForLab = 75;
    private const int ForPassedAssessment = 100;
    private const int ForCourse = 250;

    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is { } userId && AwardOf(message, userId) is { } award
            && await XpLedger.AwardAsync(db, award, time, cancellationToken))
        {
            await Achievements.EvaluateAsync(db, userId, time, cancellationToken);
        }
    }

    private static XpAward? AwardOf(PlatformEvent message, Guid userId)
    {
        if (message.Is<LessonCompleted>())
        {
            return new(userId, "lesson", message.Read<LessonCompleted>().LessonId, ForLesson);
        }

        if (message.Is<LabCompleted>())
        {
            return new(userId, "lab", message.Read<LabCompleted>().LabId, ForLab);
        }

        if (message.Is<ModuleCompleted>())
        {
            return new(userId, "module", message.Read<ModuleCompleted>().ModuleId, ForModule);
        }

        if (message.Is<CourseCompleted>() && message.CourseId is { } courseId)
        {
            return new(userId, "course", courseId, ForCourse);
        }

        return message.Is<AssessmentScored>() && message.Read<AssessmentScored>() is { Passed: true } scored
            ? new(userId, "assessment", scored.AssessmentId, ForPassedAssessment)
            : null;
    }
}
