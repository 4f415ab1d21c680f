using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Notifications;

namespace LearningPlatform.Workers.Assessments;

/// <summary>Tells learners that a person has graded their essay; the grade itself they see where the assessment lets them.</summary>
[Handles<AssessmentGraded>]
internal sealed class NotifyGraded(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is { } learner)
        {
            var graded = message.Read<AssessmentGraded>();
            var data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["assessment_id"] = graded.AssessmentId.ToString(),
                ["attempt_id"] = graded.AttemptId.ToString(),
                ["title"] = graded.Title,
            };
            await notifier.TellAsync(db, message, NotificationKind.Graded, data, [learner], cancellationToken);
        }
    }
}
