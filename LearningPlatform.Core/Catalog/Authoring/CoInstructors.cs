using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>Somebody who teaches a course.</summary>
/// <param name="UserId">The account.</param>
/// <param name="DisplayName">As others see it.</param>
/// <param name="IsOwner">The owner alone deletes the course and says who teaches it.</param>
/// <param name="AddedAt">Since when; of the owner, when the course was created.</param>
public sealed record InstructorView(Guid UserId, string DisplayName, bool IsOwner, DateTimeOffset AddedAt);

/// <summary>
/// The people who teach a course beside its owner: they may do all but delete it and say who teaches it. Only its owner and admins add and
/// remove them; anybody may leave.
/// </summary>
public sealed class CoInstructors(LearningDbContext db, NpgsqlDataSource database, CourseTeachers teachers, TimeProvider time)
{
    public const int MaxCount = 20;

    private static readonly Failure NotAnInstructor = Failure.Conflict(
        "NOT_AN_INSTRUCTOR", "Only instructors and admins can teach a course. Ask an admin to make them one.");

    private static readonly Failure TooMany = Failure.Conflict("TOO_MANY_INSTRUCTORS", $"A course has at most {MaxCount} co-instructors.");
    private static readonly Failure OwnerTeaches = Failure.Conflict("ALREADY_OWNER", "The owner teaches the course anyway.");
    private static readonly Failure NotFound = Failure.NotFound("INSTRUCTOR_NOT_FOUND", "There is no such instructor.");

    /// <summary>The owner, then the others in the order in which they came.</summary>
    public async Task<Outcome<Page<InstructorView>>> ListAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var command = database.Command(
            """
            select u.id, u.display_name, true, c.created_at from courses c join users u on u.id = c.instructor_id where c.id = $1
            union all
            (select u.id, u.display_name, false, i.added_at from course_instructors i join users u on u.id = i.user_id
             where i.course_id = $1 order by i.added_at, u.id)
            """,
            courseId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var people = new List<InstructorView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            people.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetBoolean(2), reader.Time(3)));
        }

        return new Page<InstructorView>(people, null);
    }

    /// <summary>Lets an instructor teach the course; doing it again changes nothing.</summary>
    public async Task<Failure?> AddAsync(Guid courseId, Guid userId, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseNonOwnerAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var role = await db.Users.Where(user => user.Id == userId).Select(user => (Role?)user.Role).FirstOrDefaultAsync(cancellationToken);
        if (role is not (Role.Instructor or Role.Admin))
        {
            return role is null ? NotFound : NotAnInstructor;
        }

        // The lock first, in a statement of its own: what counts then sees everybody who came before.
        await using var batch = database.CreateBatch()
            .With("select from courses where id = $1 for update", courseId)
            .With(
                """
                insert into course_instructors (course_id, user_id, added_at)
                select id, $2, $3 from courses
                where id = $1 and instructor_id <> $2 and (select count(*) from course_instructors where course_id = $1) < $4
                on conflict do nothing
                """,
                courseId, userId, time.GetUtcNow(), MaxCount)
            .With(
                """
                select instructor_id = $2, exists (select from course_instructors where course_id = $1 and user_id = $2)
                from courses where id = $1
                """,
                courseId, userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return !await reader.ReadAsync(cancellationToken) ? CourseAuthoring.NotFound
            : reader.GetBoolean(0) ? OwnerTeaches
            : reader.GetBoolean(1) ? null
            : TooMany;
    }

    /// <summary>Takes somebody out again, or lets them leave by themselves.</summary>
    public async Task<Failure?> RemoveAsync(Guid courseId, Guid userId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var refusal = caller.UserId == userId
            ? await teachers.RefuseAsync(courseId, caller, cancellationToken)
            : await teachers.RefuseNonOwnerAsync(courseId, caller, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        await using var command = database.Command(
            "delete from course_instructors where course_id = $1 and user_id = $2", courseId, userId);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0 ? null : NotFound;
    }
}
