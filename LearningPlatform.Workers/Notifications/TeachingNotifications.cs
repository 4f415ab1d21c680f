using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Tells people that they teach a course now, or no longer; whoever left by themselves knows.</summary>
[Handles<CourseInstructorAdded>]
[Handles<CourseInstructorRemoved>]
internal sealed class NotifyInstructor(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.Is<CourseInstructorAdded>())
        {
            var added = message.Read<CourseInstructorAdded>();
            await TellAsync(message, db, added.InstructorId, added.Title, "added", cancellationToken);
        }
        else
        {
            var removed = message.Read<CourseInstructorRemoved>();
            await TellAsync(message, db, removed.InstructorId, removed.Title, "removed", cancellationToken);
        }
    }

    private async Task TellAsync(
        PlatformEvent message, LearningDbContext db, Guid instructorId, string title, string reason, CancellationToken cancellationToken)
    {
        if (instructorId != message.UserId)
        {
            var data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["course_id"] = message.CourseId.ToString()!,
                ["title"] = title,
                ["reason"] = reason,
            };
            await notifier.TellAsync(db, message, NotificationKind.CourseInstructor, data, [instructorId], cancellationToken);
        }
    }
}
