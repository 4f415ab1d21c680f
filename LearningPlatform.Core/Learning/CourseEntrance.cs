using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>Who enrols in a course by themselves.</summary>
public enum EnrollmentMode
{
    /// <summary>Everybody.</summary>
    Open,

    /// <summary>Those who have a code.</summary>
    Code,

    /// <summary>Nobody: teachers enrol.</summary>
    Invite,
}

/// <summary>A caller and a course.</summary>
/// <param name="Status">enrolled, waiting or none.</param>
/// <param name="EnrollmentId">While enrolled.</param>
/// <param name="EnrolledAt">While enrolled.</param>
/// <param name="CohortId">While enrolled in one.</param>
/// <param name="WaitingPosition">While waiting: 1 is next.</param>
/// <param name="Mode">open, code or invite.</param>
/// <param name="MissingCourses">Prerequisites that the caller has not completed.</param>
public sealed record EnrollmentStanding(
    string Status,
    Guid? EnrollmentId,
    DateTimeOffset? EnrolledAt,
    Guid? CohortId,
    long? WaitingPosition,
    EnrollmentMode Mode,
    IReadOnlyList<Guid> MissingCourses);

/// <summary>The ways into a course that take more than one statement: by code, and over the waiting list.</summary>
public sealed class CourseEntrance(NpgsqlDataSource database, Enrollments enrollments, OutboxSignal signal, TimeProvider time)
{
    /// <summary>Enrols by a code; a refused enrolment does not use it up.</summary>
    /// <param name="code">As it was typed.</param>
    /// <param name="courseId">The course it must be for; null for whichever it is for.</param>
    /// <param name="cohortId">The cohort, where the code has none of its own.</param>
    /// <param name="userId">Who enrols.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<Enrollment>> EnrollByCodeAsync(
        string code, Guid? courseId, Guid? cohortId, Guid userId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await EnrollmentCodes.UseAsync(connection, code, courseId, time.GetUtcNow(), cancellationToken) is not { } opened)
        {
            return LearningFailures.CodeInvalid;
        }

        var outcome = await enrollments.EnrollAsync(
            connection, opened.CourseId, new(userId, null), new(Admission.Code, opened.CohortId ?? cohortId), cancellationToken);
        if (outcome.Failure is null)
        {
            await transaction.CommitAsync(cancellationToken);
            signal.Raise();
        }

        return outcome;
    }

    /// <summary>Joins the queue of a full course, on the same terms as enrolling in it.</summary>
    public async Task<Failure?> WaitAsync(
        Guid courseId, Guid userId, string? code, Guid? cohortId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var terms = new Terms(Admission.Self, cohortId);
        if (code is not null)
        {
            if (await EnrollmentCodes.UseAsync(connection, code, courseId, time.GetUtcNow(), cancellationToken) is not { } opened)
            {
                return LearningFailures.CodeInvalid;
            }

            terms = new(Admission.Code, opened.CohortId ?? cohortId);
        }

        // Only what would enrol but for the seat may wait for it. What does enrol here is rolled back.
        var refusal = (await enrollments.EnrollAsync(connection, courseId, new(userId, null), terms, cancellationToken)).Failure;
        if (refusal != LearningFailures.CourseFull)
        {
            return refusal ?? LearningFailures.CourseNotFull;
        }

        refusal = await WaitingLists.JoinAsync(connection, courseId, userId, terms.CohortId, time, cancellationToken);
        if (refusal is null)
        {
            await transaction.CommitAsync(cancellationToken);
            signal.Raise();
        }

        return refusal;
    }

    /// <summary>Why a learner may not choose the cohort by themselves; null when they may, or choose none.</summary>
    public async Task<Failure?> RefuseCohortAsync(Guid courseId, Guid? cohortId, CancellationToken cancellationToken)
    {
        if (cohortId is null)
        {
            return null;
        }

        await using var command = database.Command(
            "select ends_at is null or ends_at > $3 from cohorts where id = $1 and course_id = $2", cohortId, courseId, time.GetUtcNow());
        return await command.ExecuteScalarAsync(cancellationToken) switch
        {
            true => null,
            false => LearningFailures.CohortOver,
            _ => LearningFailures.CohortNotFound,
        };
    }

    /// <summary>Where the account stands with the course; null when there is no such course for students.</summary>
    public async Task<EnrollmentStanding?> StandingAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select e.id, e.enrolled_at, e.cohort_id,
                   (select count(*) from waiting_list other where other.course_id = c.id and other.place <= w.place),
                   coalesce((select mode from enrollment_settings where course_id = c.id), 'open'),
                   array(
                       select p from unnest(c.prerequisites) p
                       where exists (select from courses where id = p) and not exists (
                           select from course_progress where user_id = $2 and course_id = p and completed_at is not null))
            from courses c
            left join enrollments e on e.course_id = c.id and e.user_id = $2
            left join waiting_list w on w.course_id = c.id and w.user_id = $2
            where c.id = $1 and (c.status <> 'draft' or e.id is not null)
            """,
            courseId, userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (enrollment, position) = (reader.Maybe<Guid?>(0), reader.GetInt64(3));
        return new(
            enrollment is not null ? "enrolled" : position > 0 ? "waiting" : "none",
            enrollment,
            reader.MaybeTime(1),
            reader.Maybe<Guid?>(2),
            enrollment is null && position > 0 ? position : null,
            Enum.Parse<EnrollmentMode>(reader.GetString(4), ignoreCase: true),
            reader.GetFieldValue<Guid[]>(5));
    }

    public async Task<EnrollmentMode> ModeAsync(Guid courseId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select mode from enrollment_settings where course_id = $1", courseId);
        return await command.ExecuteScalarAsync(cancellationToken) is string mode
            ? Enum.Parse<EnrollmentMode>(mode, ignoreCase: true)
            : EnrollmentMode.Open;
    }

    public async Task SetModeAsync(Guid courseId, EnrollmentMode mode, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            insert into enrollment_settings (course_id, mode) select id, $2 from courses where id = $1
            on conflict (course_id) do update set mode = excluded.mode
            """,
            courseId, mode.ToString().ToLowerInvariant());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
