using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning;

/// <summary>By whose leave somebody enrols.</summary>
public enum Admission
{
    /// <summary>Their own: the course must be open to all, its prerequisites completed, and nobody may wait for the seat.</summary>
    Self,

    /// <summary>A code's: as <see cref="Self"/>, and courses that are open by code only are open, too.</summary>
    Code,

    /// <summary>A teacher's: only a free seat is needed.</summary>
    Teacher,
}

/// <summary>Enrols in one statement: seat, row and event together or none of them, and the reason why not with it.</summary>
internal static class EnrollStatement
{
    private const string Sql =
        """
        with student as (
            select coalesce($4, (select email from users where id = $3 and email_verified_at is not null)) as email
        ), already as (
            select from enrollments where course_id = $2 and user_id = $3
            union all
            select from enrollments where course_id = $2 and student_email = (select email from student)
        ), terms as materialized (
            select status,
                   capacity is null or seats_taken < capacity as room,
                   coalesce((select mode from enrollment_settings where course_id = $2), 'open') as mode,
                   -- Few courses build on others: the look-up runs for those only.
                   case when $8 = 2 or prerequisites = '{}' then '{}' else array(
                       select p from unnest(prerequisites) p
                       where exists (select from courses where id = p)
                         and not exists (
                             select from course_progress where user_id = $3 and course_id = p and completed_at is not null)
                   ) end as missing,
                   exists (select from waiting_list where course_id = $2) as queue
            from courses where id = $2
        ), admitted as (
            select from terms
            where $8 = 2 or (cardinality(missing) = 0 and (mode = 'open' or ($8 = 1 and mode = 'code')))
        ), unlimited as (
            -- Shared: enrolments don't wait for each other, but closing the course or limiting its seats waits for them.
            select id from courses
            where id = $2 and status = 'published' and capacity is null and not exists (select from already) and exists (select from admitted)
            for share
        ), seat as (
            update courses set seats_taken = seats_taken + 1
            where id = $2 and status = 'published' and seats_taken < capacity and not exists (select from already)
              and exists (select from admitted) and ($8 = 2 or not (select queue from terms))
            returning id
        ), enrolled as (
            insert into enrollments (id, course_id, user_id, student_email, cohort_id, enrolled_at, created_at, updated_at)
            select $1, place.id, $3, student.email, $9, $5, $5, $5
            from (select id from unlimited union all select id from seat) as place, student
            returning id, student_email
        ), event as (
            insert into outbox (event_id, topic, event_type, user_id, course_id, metadata, occurred_at, traceparent)
            select $6, 'course.events', 'COURSE_ENROLLED', $3, $2,
                   jsonb_build_object('enrollment_id', id, 'student_email', student_email), $5, $7
            from enrolled
        )
        select exists (select from enrolled), exists (select from already), student.email,
               terms.status, terms.room and ($8 = 2 or not terms.queue), terms.mode, terms.missing
        from student left join terms on true
        """;

    /// <summary>What the statement found.</summary>
    /// <param name="Enrolled">Whether the row is there now.</param>
    /// <param name="Already">Whether it was there before.</param>
    /// <param name="Status">The course's; null for no course.</param>
    /// <param name="Email">The student's address, as stored.</param>
    /// <param name="SawRoom">Whether there was a free seat when the statement began.</param>
    /// <param name="Mode">open, code or invite.</param>
    /// <param name="Missing">Courses to complete first.</param>
    public sealed record Answer(bool Enrolled, bool Already, string? Status, string? Email, bool SawRoom, string? Mode, Guid[] Missing);

    public static async Task<Answer> RunAsync(
        NpgsqlCommand command, Guid id, Guid courseId, Student student, Terms terms, DateTimeOffset now, CancellationToken cancellationToken)
    {
        command.CommandText = Sql;
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(Nullable(student.UserId, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(student.Email, NpgsqlDbType.Varchar));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = OrderedId.At(now) });
        command.Parameters.Add(Nullable(Activity.Current?.Id, NpgsqlDbType.Text));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = (int)terms.Admission });
        command.Parameters.Add(Nullable(terms.CohortId, NpgsqlDbType.Uuid));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(
            reader.GetBoolean(0),
            reader.GetBoolean(1),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            !reader.IsDBNull(4) && reader.GetBoolean(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.IsDBNull(6) ? [] : reader.GetFieldValue<Guid[]>(6));
    }

    internal static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}

/// <summary>How somebody enrols.</summary>
/// <param name="Admission">By whose leave.</param>
/// <param name="CohortId">Into which cohort of the course; null for none.</param>
public sealed record Terms(Admission Admission = Admission.Self, Guid? CohortId = null);
