using System.Diagnostics;
using LearningPlatform.Core.Events;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning;

/// <summary>Who enrols: an account, which brings its address along once that is verified, or a guest by address (document 4).</summary>
public readonly record struct Student(Guid? UserId, string? Email);

/// <summary>Enrols and lets go. The database decides: the last seat and the only row are held by its constraints, not by this code.</summary>
public sealed class Enrollments(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const int MaxAttempts = 5;

    private const string EnrollSql =
        $"""
        with student as (
            select coalesce($4, (select email from users where id = $3 and email_verified_at is not null)) as email
        ), already as (
            select from enrollments where course_id = $2 and user_id = $3
            union all
            select from enrollments where course_id = $2 and student_email = (select email from student)
        ), unlimited as (
            -- Shared: enrolments don't wait for each other, but closing the course or limiting its seats waits for them.
            select id from courses
            where id = $2 and status = 'published' and capacity is null and not exists (select from already)
            for share
        ), seat as (
            update courses set seats_taken = seats_taken + 1
            where id = $2 and status = 'published' and seats_taken < capacity and not exists (select from already)
            returning id
        ), enrolled as (
            insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at)
            select $1, place.id, $3, student.email, $5, $5, $5
            from (select id from unlimited union all select id from seat) as place, student
            returning id, student_email
        ), event as (
            insert into outbox (event_id, topic, event_type, user_id, course_id, metadata, occurred_at, traceparent)
            select $6, '{Topics.Course}', 'COURSE_ENROLLED', $3, $2,
                   jsonb_build_object('enrollment_id', id, 'student_email', student_email), $5, $7
            from enrolled
        )
        select exists (select from enrolled),
               exists (select from already),
               (select status from courses where id = $2),
               (select email from student),
               (select capacity is null or seats_taken < capacity from courses where id = $2)
        """;

    /// <summary>The course's status for who is enrolled already: most refusals need no more, and cost a quarter of the statement above.</summary>
    private const string AlreadySql = "select c.status from enrollments e join courses c on c.id = e.course_id where e.course_id = $1 and";

    private const string AlreadyByUser = $"{AlreadySql} e.user_id = $2";
    private const string AlreadyByEmail = $"{AlreadySql} e.student_email = $2";

    private const string LeaveSql =
        """
        with gone as (
            delete from enrollments where {0} returning id, course_id, user_id, student_email
        ), seat as (
            update courses set seats_taken = seats_taken - 1 from gone where courses.id = gone.course_id and capacity is not null
        ), event as (
            insert into outbox (event_id, topic, event_type, user_id, course_id, metadata, occurred_at, traceparent)
            select $1, 'course.events', 'COURSE_LEFT', user_id, course_id,
                   jsonb_build_object('enrollment_id', id, 'student_email', student_email), $2, $3
            from gone
        )
        select id from gone
        """;

    private static readonly string LeaveById = LeaveSql.Replace("{0}", "id = $4", StringComparison.Ordinal);
    private static readonly string LeaveByUser = LeaveSql.Replace("{0}", "course_id = $4 and user_id = $5", StringComparison.Ordinal);

    /// <summary>Enrols <paramref name="student"/> in one statement: seat, row and event together or none of them.</summary>
    public async Task<Outcome<Enrollment>> EnrollAsync(Guid courseId, Student student, CancellationToken cancellationToken)
    {
        if (await StatusForEnrolledAsync(courseId, student, cancellationToken) is { } known)
        {
            return Refusal(already: true, known);
        }

        for (var attempt = 1; ; attempt++)
        {
            var (outcome, sawRoom) = await TryEnrollAsync(courseId, student, cancellationToken);
            // The course changed under the statement (a capacity was set, or the last seat went): its snapshot saw room, its locks did not.
            if (outcome.Failure != LearningFailures.CourseFull || !sawRoom || attempt == MaxAttempts)
            {
                return outcome;
            }
        }
    }

    private async Task<(Outcome<Enrollment> Outcome, bool SawRoom)> TryEnrollAsync(
        Guid courseId, Student student, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await using var command = database.CreateCommand(EnrollSql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(Nullable(student.UserId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(student.Email, NpgsqlDbType.Varchar));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now) });
        command.Parameters.Add(Nullable(Activity.Current?.Id, NpgsqlDbType.Text));
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            await reader.ReadAsync(cancellationToken);
            if (reader.GetBoolean(0))
            {
                signal.Raise();
                var enrollment = new Enrollment
                {
                    Id = id,
                    CourseId = courseId,
                    UserId = student.UserId,
                    StudentEmail = reader.IsDBNull(3) ? null : reader.GetString(3),
                    EnrolledAt = now,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                return (enrollment, true);
            }

            var refusal = Refusal(already: reader.GetBoolean(1), status: reader.IsDBNull(2) ? null : reader.GetString(2));
            return (refusal, !reader.IsDBNull(4) && reader.GetBoolean(4));
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Two at the same moment: the index let one through, and this one's seat went back with its statement.
            return (LearningFailures.AlreadyEnrolled, false);
        }
    }

    private async Task<string?> StatusForEnrolledAsync(Guid courseId, Student student, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(student.UserId is null ? AlreadyByEmail : AlreadyByUser);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(student.UserId is { } userId
            ? new NpgsqlParameter<Guid> { TypedValue = userId }
            : Nullable(student.Email, NpgsqlDbType.Varchar));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Takes a person out of a course; their seat is free again.</summary>
    public Task<bool> LeaveAsync(Guid courseId, Guid userId, CancellationToken cancellationToken) =>
        RemoveAsync(LeaveByUser, [courseId, userId], cancellationToken);

    /// <summary>Removes one enrolment by its id.</summary>
    public Task<bool> RemoveAsync(Guid enrollmentId, CancellationToken cancellationToken) =>
        RemoveAsync(LeaveById, [enrollmentId], cancellationToken);

    private async Task<bool> RemoveAsync(string sql, Guid[] keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(now) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(Nullable(Activity.Current?.Id, NpgsqlDbType.Text));
        foreach (var key in keys)
        {
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = key });
        }

        var isGone = await command.ExecuteScalarAsync(cancellationToken) is not null;
        if (isGone)
        {
            signal.Raise();
        }

        return isGone;
    }

    private static Failure Refusal(bool already, string? status) => (already, status) switch
    {
        (_, null or "draft") => LearningFailures.CourseNotFound,
        (true, _) => LearningFailures.AlreadyEnrolled,
        (_, "archived") => LearningFailures.CourseClosed,
        _ => LearningFailures.CourseFull,
    };

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
