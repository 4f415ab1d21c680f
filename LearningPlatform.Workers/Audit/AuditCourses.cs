using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Audit;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LearningPlatform.Workers.Audit;

/// <summary>Records what is done to courses. Sign-ins, roles and accounts are recorded where they happen.</summary>
[Handles<CourseCreated>]
[Handles<CoursePublished>]
[Handles<CourseArchived>]
[Handles<CourseDeleted>]
internal sealed class AuditCourses : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var entry = new AuditEntry(message.EventType.ToLowerInvariant(), message.UserId, null, null)
        {
            Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["course_id"] = message.CourseId.ToString() ?? "" },
        };
        await using var batch = new NpgsqlBatch(
            (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        await batch.WithAudit(entry, message.Timestamp).ExecuteNonQueryAsync(cancellationToken);
    }
}
