using LearningPlatform.Core.Events;

namespace LearningPlatform.Core.Identity.Progress;

/// <summary>
/// What is worth how much (document 3, "point calculation system"). Boards, levels and achievements all count the XP that comes of it.
/// </summary>
public static class XpRules
{
    public const int Lesson = 10;
    public const int Module = 50;
    public const int Lab = 75;
    public const int PassedAssessment = 100;
    public const int Course = 250;

    /// <summary>The award for what <paramref name="message"/> reports, or null. The same thing gives the same award, which the ledger books once.</summary>
    public static XpAward? AwardFor(PlatformEvent message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.UserId is not { } userId)
        {
            return null;
        }

        if (message.Is<LessonCompleted>())
        {
            return new(userId, "lesson", message.Read<LessonCompleted>().LessonId, Lesson, message.CourseId);
        }

        if (message.Is<LabCompleted>())
        {
            return new(userId, "lab", message.Read<LabCompleted>().LabId, Lab, message.CourseId);
        }

        if (message.Is<ModuleCompleted>())
        {
            return new(userId, "module", message.Read<ModuleCompleted>().ModuleId, Module, message.CourseId);
        }

        if (message.Is<CourseCompleted>() && message.CourseId is { } courseId)
        {
            return new(userId, "course", courseId, Course, courseId);
        }

        return message.Is<AssessmentScored>() && message.Read<AssessmentScored>() is { Passed: true } scored
            ? new(userId, "assessment", scored.AssessmentId, PassedAssessment, message.CourseId)
            : null;
    }
}
