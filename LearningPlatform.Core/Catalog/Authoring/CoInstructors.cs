using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Audit;
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
public sealed class CoInstructors(
    LearningDbContext db, NpgsqlDataSource database, CourseTeachers teachers, OutboxSignal outbox, TimeProvider time)
{
    public const int MaxCount = 20;

    private const string InsertSql =
        """
        insert into course_instructors (course_id, user_id, added_at)
        select id, $2, $3 from courses
        where id = $1 and instructor_id <> $2 and (select count(*) from course_instructors where course_id = $1) < $4
        on conflict do nothing
        """;

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
    /// <param name="courseId">The course.</param>
    /// <param name="userId">An instructor or an admin.</param>
    /// <param name="caller">The owner or an admin.</param>
    /// <param name="address">The client's, for the audit log.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Failure?> AddAsync(Guid courseId, Guid userId, Caller caller, string? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (await teachers.RefuseNonOwnerAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        var role = await db.Users.Where(user => user.Id == userId).Select(user => (Role?)user.Role).FirstOrDefaultAsync(cancellationToken);
        if (role is not (Role.Instructor or Role.Admin))
        {
            return role is null ? NotFound : NotAnInstructor;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The lock first, in a statement of its own: what counts then sees everybody who came before.
        if (await LockAsync(connection, transaction, courseId, cancellationToken) is not { } title)
        {
            return CourseAuthoring.NotFound;
        }

        await using var insert = connection.Command(InsertSql, transaction, courseId, userId, time.GetUtcNow(), MaxCount);
        if (await insert.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return await WhyNotAsync(connection, transaction, courseId, userId, cancellationToken);
        }

        var message = OutboxMessage.Of(new CourseInstructorAdded(userId, title), caller.UserId, courseId, time);
        await ReportAsync(connection, transaction, message, AuditActions.CourseInstructorAdded, userId, address, cancellationToken);
        return null;
    }

    /// <summary>Takes somebody out again, or lets them leave by themselves.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="userId">Who teaches it.</param>
    /// <param name="caller">The owner, an admin, or <paramref name="userId"/>.</param>
    /// <param name="address">The client's, for the audit log.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Failure?> RemoveAsync(Guid courseId, Guid userId, Caller caller, string? address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var refusal = caller.UserId == userId
            ? await teachers.RefuseAsync(courseId, caller, cancellationToken)
            : await teachers.RefuseNonOwnerAsync(courseId, caller, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var delete = connection.Command(
            """
            delete from course_instructors i using courses c
            where c.id = i.course_id and i.course_id = $1 and i.user_id = $2 returning c.title
            """,
            transaction, courseId, userId);
        if (await delete.ExecuteScalarAsync(cancellationToken) is not string title)
        {
            return NotFound;
        }

        var message = OutboxMessage.Of(new CourseInstructorRemoved(userId, title), caller.UserId, courseId, time);
        await ReportAsync(connection, transaction, message, AuditActions.CourseInstructorRemoved, userId, address, cancellationToken);
        return null;
    }

    private static async Task<string?> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid courseId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("select title from courses where id = $1 for update", transaction, courseId);
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Why nothing was added: null when somebody teaches the course already.</summary>
    private static async Task<Failure?> WhyNotAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            select instructor_id = $2, exists (select from course_instructors where course_id = $1 and user_id = $2)
            from courses where id = $1
            """,
            transaction, courseId, userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? OwnerTeaches : reader.GetBoolean(1) ? null : TooMany;
    }

    /// <summary>Commits the change with its event and its entry in the audit log.</summary>
    private async Task ReportAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        OutboxMessage message,
        string action,
        Guid instructorId,
        string? address,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction).WithAudit(
            new(action, message.UserId, instructorId, address)
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["course_id"] = message.CourseId.ToString()! },
            },
            message.OccurredAt);
        batch.BatchCommands.Add(message.ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Raise();
    }
}
