using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Catalog;

/// <summary>Somebody who teaches a course beside its owner.</summary>
public sealed class CourseInstructor
{
    public required Guid CourseId { get; init; }
    public required Guid UserId { get; init; }
    public required DateTimeOffset AddedAt { get; init; }
}

/// <summary>
/// Says who may teach a course: its owner, its co-instructors while they are instructors, and admins. Every route of any module that is
/// for a course's teachers asks here.
/// </summary>
public sealed class CourseTeachers(NpgsqlDataSource database)
{
    public static readonly Failure NotYours = Failure.Forbidden("NOT_COURSE_OWNER", "Only the course's instructors or an admin may do this.");

    /// <summary>Whether <paramref name="caller"/> may teach the course; false, too, when there is no such course.</summary>
    public async Task<bool> MayTeachAsync(Guid courseId, Caller caller, CancellationToken cancellationToken) =>
        await RefuseAsync(courseId, caller, cancellationToken) is null;

    /// <summary>
    /// Null for who may teach the course. Others hear <c>COURSE_NOT_FOUND</c> of a draft or of no course at all, and
    /// <c>NOT_COURSE_OWNER</c> of one that everybody may know of.
    /// </summary>
    public async Task<Failure?> RefuseAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var command = database.CreateCommand(
            """
            select c.status = 'draft',
                   c.instructor_id = $2 or exists (select from course_instructors where course_id = c.id and user_id = $2)
            from courses c where c.id = $1
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = caller.UserId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? Decide(reader.GetBoolean(0), reader.GetBoolean(1), caller)
            : CourseAuthoring.NotFound;
    }

    /// <summary>The same for what only the owner and admins may do: co-instructors hear <c>NOT_COURSE_OWNER</c>.</summary>
    public async Task<Failure?> RefuseNonOwnerAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var command = database.CreateCommand("select instructor_id from courses where id = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            Guid owner when caller.Owns(owner) => null,
            null => CourseAuthoring.NotFound,
            _ => NotYours,
        };
    }

    private static Failure? Decide(bool isDraft, bool isTeacher, Caller caller) =>
        caller.IsAdmin || (isTeacher && caller.MayTeach) ? null : isDraft ? CourseAuthoring.NotFound : NotYours;
}
