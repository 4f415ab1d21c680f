using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Audit;

/// <summary>Records what is done to courses. Sign-ins, roles and accounts are recorded where they happen.</summary>
[Handles<CourseCreated>]
[Handles<CoursePublished>]
[Handles<CourseArchived>]
[Handles<CourseDeleted>]
internal sealed class AuditCourses : IEventSetHandler
{
    public async Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch();
        foreach (var message in messages.Select(message => message.Event))
        {
            var entry = new AuditEntry(message.EventType.ToLowerInvariant(), message.UserId, null, null)
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["course_id"] = message.CourseId.ToString() ?? "" },
            };
            batch.WithAudit(entry, message.Timestamp);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
