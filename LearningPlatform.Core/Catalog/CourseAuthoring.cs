using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Catalog;

/// <summary>What an author says of a course.</summary>
public sealed record CourseContent(
    string Title, string Description, Difficulty Difficulty, string[] Tags, string[] Skills, int? Capacity);

/// <summary>
/// Creates and changes courses. Each change, its event and its version are one transaction; the cached catalogue is dropped after it.
/// Callers see only what they may: somebody else's draft is not found.
/// </summary>
public sealed class CourseAuthoring(
    LearningDbContext db, CourseTeachers teachers, CourseMedia media, CatalogCache cache, CourseImages images, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("COURSE_NOT_FOUND", "There is no such course.");

    private static readonly Failure SeatsTaken = Failure.Conflict(
        "CAPACITY_BELOW_ENROLLED", "More students are enrolled than this capacity has seats.");

    /// <summary>Creates a course that <paramref name="author"/> owns, published at once unless it is to be a draft.</summary>
    public async Task<Guid> CreateAsync(CourseContent content, bool draft, string? imageKey, Caller author, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var course = new Course
        {
            Id = OrderedId.At(now),
            Title = content.Title,
            Description = content.Description,
            Difficulty = content.Difficulty,
            Tags = content.Tags,
            Skills = content.Skills,
            Capacity = content.Capacity,
            ImageKey = imageKey,
            InstructorId = author.UserId,
            Status = draft ? CourseStatus.Draft : CourseStatus.Published,
            PublishedAt = draft ? null : now,
            CreatedAt = now,
            UpdatedAt = now,
        };
        db.Courses.Add(course);
        db.Outbox.Add(CourseEvents.Changed("COURSE_CREATED", course, author, now));
        if (!draft)
        {
            db.Outbox.Add(CourseEvents.Changed("COURSE_PUBLISHED", course, author, now));
        }

        await SaveAsync(cancellationToken);
        return course.Id;
    }

    /// <summary>Replaces the editable fields.</summary>
    /// <param name="id">The course.</param>
    /// <param name="content">All of the fields.</param>
    /// <param name="author">Who asks.</param>
    /// <param name="precondition">Refuses a version that the author has not seen.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<Outcome<Course>> UpdateAsync(
        Guid id, CourseContent content, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken) =>
        ChangeAsync(id, author, "COURSE_UPDATED", precondition, course => Apply(course, content), cancellationToken);

    /// <summary>Takes the course out of the catalogue and closes it; who is enrolled keeps it.</summary>
    public Task<Outcome<Course>> ArchiveAsync(Guid id, Caller author, CancellationToken cancellationToken) => ChangeAsync(
        id,
        author,
        "COURSE_ARCHIVED",
        _ => null,
        course =>
        {
            var changes = course.Status != CourseStatus.Archived;
            course.Status = CourseStatus.Archived;
            return changes;
        },
        cancellationToken);

    /// <summary>Deletes the course with everything in it, enrolments included, and its picture.</summary>
    public async Task<Failure?> DeleteAsync(Guid id, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseNonOwnerAsync(id, author, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var (course, failure) = await FindAsync(id, author, cancellationToken);
        if (course is null || (failure = precondition(course.Version)) is not null)
        {
            return failure;
        }

        var shown = await media.KnownAsync(id, cancellationToken);
        db.Courses.Remove(course);
        db.Outbox.Add(CourseEvents.Changed("COURSE_DELETED", course, author, time.GetUtcNow()));
        await SaveAsync(cancellationToken);
        await media.ReleaseAsync(shown, cancellationToken);
        // Duplicates share the picture.
        if (course.ImageKey is not null && !await db.Courses.AnyAsync(other => other.ImageKey == course.ImageKey, cancellationToken))
        {
            await images.DeleteAsync(course.ImageKey, cancellationToken);
        }

        return null;
    }

    private async Task<Outcome<Course>> ChangeAsync(
        Guid id,
        Caller author,
        string eventType,
        Func<int, Failure?> precondition,
        Func<Course, bool> change,
        CancellationToken cancellationToken)
    {
        var (course, failure) = await FindAsync(id, author, cancellationToken);
        if (course is null || (failure = precondition(course.Version)) is not null)
        {
            return failure!;
        }

        if (!change(course))
        {
            return course;
        }

        course.UpdatedAt = time.GetUtcNow();
        course.Version++;
        db.Outbox.Add(CourseEvents.Changed(eventType, course, author, course.UpdatedAt));
        try
        {
            await SaveAsync(cancellationToken);
            return course;
        }
        catch (DbUpdateConcurrencyException)
        {
            return Failure.Stale();
        }
        catch (DbUpdateException exception) when (exception.InnerException is PostgresException { ConstraintName: "courses_capacity" })
        {
            return SeatsTaken;
        }
    }

    private async Task<(Course? Course, Failure? Failure)> FindAsync(Guid id, Caller author, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(id, author, cancellationToken) is { } refusal)
        {
            return (null, refusal);
        }

        var course = await db.Courses.FirstOrDefaultAsync(course => course.Id == id, cancellationToken);
        return course is null ? (null, NotFound) : (course, null);
    }

    private static bool Apply(Course course, CourseContent content)
    {
        course.Title = content.Title;
        course.Description = content.Description;
        course.Difficulty = content.Difficulty;
        course.Tags = content.Tags;
        course.Skills = content.Skills;
        course.Capacity = content.Capacity;
        return true;
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);
        await cache.InvalidateAsync();
    }
}
