using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Confirms a seat.</summary>
[Handles<CourseEnrolled>]
internal sealed class NotifyEnrolled(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message is not { UserId: { } student, CourseId: { } courseId })
        {
            return;
        }

        var title = await db.Courses.Where(course => course.Id == courseId).Select(course => course.Title).FirstOrDefaultAsync(cancellationToken);
        if (title is not null)
        {
            await notifier.TellAsync(
                db, message, NotificationKind.Enrolled, new() { ["course_id"] = courseId.ToString(), ["title"] = title }, [student], cancellationToken);
        }
    }
}

/// <summary>Tells an instructor's followers of a new course.</summary>
[Handles<CoursePublished>]
internal sealed class NotifyFollowers(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var published = message.Read<CoursePublished>();
        var followers = await db.Database
            .SqlQuery<Guid>($"select user_id as \"Value\" from instructor_followers where instructor_id = {published.InstructorId}")
            .ToListAsync(cancellationToken);
        var instructor = await db.Users.Where(user => user.Id == published.InstructorId).Select(user => user.DisplayName)
            .FirstOrDefaultAsync(cancellationToken);
        if (followers.Count > 0 && instructor is not null)
        {
            var data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["course_id"] = message.CourseId.ToString()!,
                ["title"] = published.Title,
                ["instructor_id"] = published.InstructorId.ToString(),
                ["instructor"] = instructor,
            };
            await notifier.TellAsync(db, message, NotificationKind.CoursePublished, data, followers, cancellationToken);
        }
    }
}

/// <summary>Tells a course's learners of an announcement.</summary>
[Handles<CourseAnnounced>]
internal sealed class NotifyAnnounced(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var announced = message.Read<CourseAnnounced>();
        var course = await db.Courses.Where(course => course.Id == message.CourseId).Select(course => course.Title).FirstOrDefaultAsync(cancellationToken);
        var learners = await db.Enrollments
            .Where(enrollment => enrollment.CourseId == message.CourseId && enrollment.UserId != null)
            .Select(enrollment => enrollment.UserId!.Value)
            .ToListAsync(cancellationToken);
        if (course is not null && learners.Count > 0)
        {
            var data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["course_id"] = message.CourseId.ToString()!,
                ["course"] = course,
                ["announcement_id"] = announced.AnnouncementId.ToString(),
                ["title"] = announced.Title,
            };
            await notifier.TellAsync(db, message, NotificationKind.CourseAnnounced, data, learners, cancellationToken);
        }
    }
}

/// <summary>Hands a certificate over.</summary>
[Handles<CertificateIssued>]
internal sealed class NotifyCertified(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is { } student)
        {
            var certificate = message.Read<CertificateIssued>();
            await notifier.TellAsync(
                db,
                message,
                NotificationKind.CertificateIssued,
                new() { ["certificate_id"] = certificate.CertificateId.ToString(), ["title"] = certificate.Title },
                [student],
                cancellationToken);
        }
    }
}

/// <summary>Tells a learner what became of their evidence.</summary>
[Handles<LabCompleted>]
[Handles<LabRejected>]
internal sealed class NotifyLabReviewed(Notifier notifier) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (message.UserId is not { } student)
        {
            return;
        }

        var (labId, title, reason) = message.Is<LabRejected>() && message.Read<LabRejected>() is { } rejected
            ? (rejected.LabId, rejected.Title, "rejected")
            : message.Read<LabCompleted>() is { Verified: true } accepted ? (accepted.LabId, accepted.Title, "accepted")
            : (Guid.Empty, "", "");
        if (labId != Guid.Empty)
        {
            await notifier.TellAsync(
                db,
                message,
                NotificationKind.LabReviewed,
                new() { ["lab_id"] = labId.ToString(), ["title"] = title, ["reason"] = reason },
                [student],
                cancellationToken);
        }
    }
}
