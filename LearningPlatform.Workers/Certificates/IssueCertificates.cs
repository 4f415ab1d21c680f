using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Certificates;

/// <summary>
/// Issues a certificate for each course that is completed, and for each certification that is complete with it. One event of a person after the
/// other: the last two courses of a certification must see each other.
/// </summary>
[Handles<CourseCompleted>]
[Ordered(EventOrder.User)]
internal sealed class IssueCertificates(TimeProvider time) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        message is { UserId: { } userId, CourseId: { } courseId }
            ? CertificateIssuing.IssueForCourseAsync(db, userId, courseId, time, cancellationToken)
            : Task.CompletedTask;
}

/// <summary>A new certification, or a changed one: whoever holds what it asks for already gets its certificate.</summary>
[Handles<CertificationChanged>]
internal sealed class IssueCertifications(TimeProvider time) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        CertificateIssuing.IssueForCertificationAsync(db, message.Read<CertificationChanged>().CertificationId, null, time, cancellationToken);
}
