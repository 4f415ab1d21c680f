using System.Diagnostics;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning;

/// <summary>
/// Enrols an account in a course that anybody may join: published, without a limit of seats, without terms or prerequisites. Most
/// enrolments are that; <see cref="EnrollStatement"/>, which costs half as much again, is for the others.
/// </summary>
internal static class OpenCourseStatement
{
    // The row lock is shared: enrolments don't wait for each other, but closing the course or limiting its seats waits for them.
    private const string Sql =
        """
        with place as (
            select c.id, case when u.email_verified_at is not null then u.email end as email
            from courses c, users u
            where c.id = $2 and u.id = $3 and c.status = 'published' and c.capacity is null and c.prerequisites = '{}'
              and not exists (select from enrollment_settings where course_id = $2 and mode <> 'open')
            for share of c
        ), enrolled as (
            insert into enrollments (id, course_id, user_id, student_email, enrolled_at, created_at, updated_at)
            select $1, id, $3, email, $4, $4, $4 from place
            on conflict do nothing
            returning student_email
        ), event as (
            insert into outbox (event_id, topic, event_type, user_id, course_id, metadata, occurred_at, traceparent)
            select $5, 'course.events', 'COURSE_ENROLLED', $3, $2,
                   jsonb_build_object('enrollment_id', $1, 'student_email', student_email), $4, $6
            from enrolled
        )
        select student_email from enrolled
        """;

    /// <summary>What was stored; null when it takes the whole statement to enrol, or to know why not.</summary>
    public static async Task<Enrollment?> RunAsync(
        NpgsqlDataSource database, Guid courseId, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = OrderedId.At(now);
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = userId });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = now });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = OrderedId.At(now) });
        command.Parameters.Add(EnrollStatement.Nullable(Activity.Current?.Id, NpgsqlDbType.Text));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? Enrollment.New(id, courseId, new(userId, reader.Maybe<string>(0)), null, now)
            : null;
    }
}
