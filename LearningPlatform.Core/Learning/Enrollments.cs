using System.Diagnostics;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning;

/// <summary>Who enrols: an account, which brings its address along once that is verified, or a guest by address (document 4).</summary>
public readonly record struct Student(Guid? UserId, string? Email);

/// <summary>Enrols and lets go. The database decides: the last seat and the only row are held by its constraints, not by this code.</summary>
public sealed class Enrollments(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const int MaxAttempts = 5;

    /// <summary>The course's status for who is enrolled already: most refusals need no more, and cost a quarter of the whole statement.</summary>
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
    private static readonly string LeaveOfCourse = LeaveSql.Replace("{0}", "course_id = $4 and id = $5", StringComparison.Ordinal);

    /// <summary>Enrols <paramref name="student"/>: seat, row and event together or none of them.</summary>
    public async Task<Outcome<Enrollment>> EnrollAsync(
        Guid courseId, Student student, Terms terms, CancellationToken cancellationToken)
    {
        if (await StatusForEnrolledAsync(courseId, student, cancellationToken) is { } known)
        {
            return Refusal(new(false, true, known, null, false, null, []), terms);
        }

        if (student is { UserId: { } account, Email: null } && terms is { Admission: Admission.Self, CohortId: null }
            && await OpenCourseStatement.RunAsync(database, courseId, account, time.GetUtcNow(), cancellationToken) is { } enrolled)
        {
            signal.Raise();
            return enrolled;
        }

        var outcome = await EnrollAsync(database.CreateCommand, courseId, student, terms, cancellationToken);
        return outcome.Failure == LearningFailures.AlreadyEnrolled && student.UserId is { } userId
            && await ClaimAsync(courseId, userId, cancellationToken) is { } claimed
            ? claimed
            : outcome;
    }

    /// <summary>The same within a transaction, for who must do something else with it; raise <see cref="OutboxSignal"/> after its commit.</summary>
    internal async Task<Outcome<Enrollment>> EnrollAsync(
        NpgsqlConnection connection, Guid courseId, Student student, Terms terms, CancellationToken cancellationToken) =>
        await EnrollAsync(_ => connection.CreateCommand(), courseId, student, terms, cancellationToken);

    private async Task<Outcome<Enrollment>> EnrollAsync(
        Func<string?, NpgsqlCommand> command, Guid courseId, Student student, Terms terms, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (outcome, sawRoom) = await TryEnrollAsync(command, courseId, student, terms, cancellationToken);
            // The course changed under the statement (a capacity was set, or the last seat went): its snapshot saw room, its locks did not.
            if (outcome.Failure != LearningFailures.CourseFull || !sawRoom || attempt == MaxAttempts)
            {
                return outcome;
            }
        }
    }

    private async Task<(Outcome<Enrollment> Outcome, bool SawRoom)> TryEnrollAsync(
        Func<string?, NpgsqlCommand> create, Guid courseId, Student student, Terms terms, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        await using var command = create(null);
        try
        {
            var answer = await EnrollStatement.RunAsync(command, id, courseId, student, terms, now, cancellationToken);
            if (!answer.Enrolled)
            {
                return (Refusal(answer, terms), answer.SawRoom);
            }

            signal.Raise();
            return (Enrollment.New(id, courseId, student with { Email = answer.Email }, terms.CohortId, now), true);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Two at the same moment: the index let one through, and this one's seat went back with its statement.
            return (LearningFailures.AlreadyEnrolled, false);
        }
        catch (PostgresException exception) when (exception.ConstraintName == "enrollments_cohort")
        {
            return (LearningFailures.CohortNotFound, false);
        }
    }

    /// <summary>What was enrolled by the account's own address, after that was verified, becomes the account's.</summary>
    private async Task<Enrollment?> ClaimAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            update enrollments e set user_id = u.id, updated_at = $3 from users u
            where e.course_id = $1 and e.user_id is null and u.id = $2 and u.email_verified_at is not null and e.student_email = u.email
            returning e.id, e.student_email, e.cohort_id, e.enrolled_at, e.created_at, e.updated_at
            """,
            courseId, userId, time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new()
            {
                Id = reader.GetGuid(0),
                CourseId = courseId,
                UserId = userId,
                StudentEmail = reader.GetString(1),
                CohortId = reader.Maybe<Guid?>(2),
                EnrolledAt = reader.Time(3),
                CreatedAt = reader.Time(4),
                UpdatedAt = reader.Time(5),
            }
            : null;
    }

    private async Task<string?> StatusForEnrolledAsync(Guid courseId, Student student, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(student.UserId is null ? AlreadyByEmail : AlreadyByUser);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(student.UserId is { } userId
            ? new NpgsqlParameter<Guid> { TypedValue = userId }
            : EnrollStatement.Nullable(student.Email, NpgsqlDbType.Varchar));
        return await command.ExecuteScalarAsync(cancellationToken) as string;
    }

    /// <summary>Takes a person out of a course; their seat is free again, their progress stays.</summary>
    public Task<bool> LeaveAsync(Guid courseId, Guid userId, CancellationToken cancellationToken) =>
        RemoveAsync(LeaveByUser, [courseId, userId], cancellationToken);

    /// <summary>Removes one enrolment of a course.</summary>
    public Task<bool> RemoveAsync(Guid courseId, Guid enrollmentId, CancellationToken cancellationToken) =>
        RemoveAsync(LeaveOfCourse, [courseId, enrollmentId], cancellationToken);

    /// <summary>Removes one enrolment by its id.</summary>
    public Task<bool> RemoveAsync(Guid enrollmentId, CancellationToken cancellationToken) =>
        RemoveAsync(LeaveById, [enrollmentId], cancellationToken);

    private async Task<bool> RemoveAsync(string sql, Guid[] keys, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = OrderedId.At(now) });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(EnrollStatement.Nullable(Activity.Current?.Id, NpgsqlDbType.Text));
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

    /// <summary>What kept somebody out: the course before the terms, the terms before the seats.</summary>
    private static Failure Refusal(EnrollStatement.Answer answer, Terms terms) => answer switch
    {
        { Status: "draft" } when terms.Admission == Admission.Teacher => LearningFailures.CourseIsDraft,
        { Status: null or "draft" } => LearningFailures.CourseNotFound,
        { Already: true } => LearningFailures.AlreadyEnrolled,
        { Status: "archived" } => LearningFailures.CourseClosed,
        { Mode: "invite" } when terms.Admission != Admission.Teacher => LearningFailures.ByInvitationOnly,
        { Mode: "code" } when terms.Admission == Admission.Self => LearningFailures.ByCodeOnly,
        { Missing.Length: > 0 } => LearningFailures.CoursesMissing(answer.Missing),
        _ => LearningFailures.CourseFull,
    };
}
