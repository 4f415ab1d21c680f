using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Workers.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Workers.Notifications;

/// <summary>Confirms seats.</summary>
[Handles<CourseEnrolled>]
internal sealed class NotifyEnrolled(Notifier notifier) : IEventSetHandler
{
    public async Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        var titles = await TitlesAsync(messages, transaction, cancellationToken);
        var drafts = new List<(Guid, NotificationDraft)>();
        foreach (var message in messages)
        {
            if (message.Event is { UserId: { } student, CourseId: { } course } && titles.TryGetValue(course, out var title))
            {
                drafts.Add((student, Notifier.Draft(
                    message, NotificationKind.Enrolled, new(StringComparer.Ordinal) { ["course_id"] = course.ToString(), ["title"] = title })));
            }
        }

        await notifier.TellAsync(transaction, drafts, cancellationToken);
    }

    private static async Task<Dictionary<Guid, string>> TitlesAsync(
        IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch();
        batch.BatchCommands.Add(new("select id, title from courses where id = any ($1)")
        {
            Parameters = { new() { Value = messages.Select(message => message.Event.CourseId).OfType<Guid>().Distinct().ToArray() } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var titles = new Dictionary<Guid, string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            titles.Add(reader.GetGuid(0), reader.GetString(1));
        }

        return titles;
    }
}

/// <summary>Tells an instructor's followers of a new course.</summary>
[Handles<CoursePublished>]
internal sealed class NotifyFollowers(Notifier notifier) : IEventSetHandler
{
    public async Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        var published = messages.Select(message => (Message: message, Course: message.Event.Read<CoursePublished>())).ToList();
        var followers = await FollowersAsync([.. published.Select(one => one.Course.InstructorId).Distinct()], transaction, cancellationToken);
        var drafts = new List<(Guid, NotificationDraft)>();
        foreach (var (message, course) in published)
        {
            foreach (var instructor in followers[course.InstructorId].GroupBy(follower => follower.Instructor, StringComparer.Ordinal))
            {
                var draft = Notifier.Draft(message, NotificationKind.CoursePublished, new(StringComparer.Ordinal)
                {
                    ["course_id"] = message.Event.CourseId.ToString()!,
                    ["title"] = course.Title,
                    ["instructor_id"] = course.InstructorId.ToString(),
                    ["instructor"] = instructor.Key,
                });
                drafts.AddRange(instructor.Select(follower => (follower.UserId, draft)));
            }
        }

        await notifier.TellAsync(transaction, drafts, cancellationToken);
    }

    /// <summary>By the instructor's id: who follows, and the instructor's name.</summary>
    private static async Task<ILookup<Guid, (Guid UserId, string Instructor)>> FollowersAsync(
        Guid[] instructors, EventTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = transaction.CreateBatch();
        batch.BatchCommands.Add(new(
            """
            select users.id, users.display_name, follower.user_id
            from instructor_followers follower join users on users.id = follower.instructor_id where users.id = any ($1)
            """)
        {
            Parameters = { new() { Value = instructors } },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var followers = new List<(Guid Instructor, string Name, Guid UserId)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            followers.Add((reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2)));
        }

        return followers.ToLookup(one => one.Instructor, one => (one.UserId, one.Name));
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
