using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace LearningPlatform.Core.Catalog.Announcements;

/// <summary>News of a course from its teachers to its learners.</summary>
public sealed class CourseAnnouncement
{
    public const int TitleMaxLength = 200;
    public const int BodyMaxLength = 20_000;

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }

    /// <summary>Null for who has left.</summary>
    public Guid? AuthorId { get; init; }

    public required string Title { get; set; }

    /// <summary>Markdown.</summary>
    public required string Body { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes; the ETag.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>
/// Writes announcements, for a course's teachers. A new one is an event, by which the learners are told; a corrected one is not told again.
/// </summary>
public sealed class CourseAnnouncements(LearningDbContext db, CourseTeachers teachers, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("ANNOUNCEMENT_NOT_FOUND", "There is no such announcement.");

    public async Task<Outcome<CourseAnnouncement>> AddAsync(
        Guid courseId, string title, string body, Caller author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(author);
        if (await teachers.RefuseAsync(courseId, author, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var announcement = new CourseAnnouncement
        {
            Id = OrderedId.At(now),
            CourseId = courseId,
            AuthorId = author.UserId,
            Title = title,
            Body = body,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Add(announcement);
        db.Outbox.Add(OutboxMessage.Of(new CourseAnnounced(announcement.Id, title), author.UserId, courseId, time));
        await db.SaveChangesAsync(cancellationToken);
        return announcement;
    }

    public async Task<Outcome<CourseAnnouncement>> UpdateAsync(
        Guid courseId,
        Guid id,
        (string Title, string Body) content,
        Caller author,
        Func<int, Failure?> precondition,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        if (!(await FindAsync(courseId, id, author, cancellationToken)).TryGet(out var announcement, out var failure))
        {
            return failure;
        }

        if (precondition(announcement.Version) is { } stale)
        {
            return stale;
        }

        (announcement.Title, announcement.Body) = content;
        announcement.UpdatedAt = time.GetUtcNow();
        announcement.Version++;
        return await db.SaveIfCurrentAsync(cancellationToken) is { } changed ? changed : announcement;
    }

    public async Task<Failure?> DeleteAsync(Guid courseId, Guid id, Caller author, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(courseId, id, author, cancellationToken)).TryGet(out var announcement, out var failure))
        {
            return failure;
        }

        await db.Set<CourseAnnouncement>().Where(other => other.Id == announcement.Id).ExecuteDeleteAsync(cancellationToken);
        return null;
    }

    private async Task<Outcome<CourseAnnouncement>> FindAsync(Guid courseId, Guid id, Caller author, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, author, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        return await db.Set<CourseAnnouncement>()
            .FirstOrDefaultAsync(announcement => announcement.Id == id && announcement.CourseId == courseId, cancellationToken) is { } found
            ? found
            : NotFound;
    }
}

internal sealed class CourseAnnouncementModel : IEntityTypeConfiguration<CourseAnnouncement>
{
    public void Configure(EntityTypeBuilder<CourseAnnouncement> builder)
    {
        builder.ToTable("course_announcements");
        builder.Property(announcement => announcement.Version).IsConcurrencyToken();
    }
}
