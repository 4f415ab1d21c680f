using LearningPlatform.Core.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Learning;

/// <summary>An enrolment as lists show it.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">The course.</param>
/// <param name="CourseTitle">Its title.</param>
/// <param name="Difficulty">Its difficulty.</param>
/// <param name="UserId">The account; null for a guest.</param>
/// <param name="StudentEmail">The address; null for an account whose address is not verified yet.</param>
/// <param name="EnrolledAt">UTC.</param>
public sealed record EnrollmentView(
    Guid Id, Guid CourseId, string CourseTitle, Difficulty Difficulty, Guid? UserId, string? StudentEmail, DateTimeOffset EnrolledAt);

/// <summary>A student as the admins' list shows one: an account, or a guest known by address only.</summary>
/// <param name="Email">In lower case.</param>
/// <param name="UserId">Null for a guest.</param>
/// <param name="Name">Display name; null for a guest.</param>
/// <param name="Enrollments">In how many courses.</param>
/// <param name="LastEnrolledAt">UTC; null for who is in none.</param>
public sealed record StudentView(string Email, Guid? UserId, string? Name, long Enrollments, DateTimeOffset? LastEnrolledAt);

/// <summary>Which enrolments a list is asked for; everything null is all of them.</summary>
public sealed record EnrollmentFilter(Guid? CourseId, Guid? UserId, string? StudentEmail, int Limit, Cursor? After);

/// <summary>Reads enrolments by hand-written SQL.</summary>
public sealed class EnrollmentQueries(NpgsqlDataSource database)
{
    private const string IsEnrolledSql = "select exists (select from enrollments where user_id = $1 and course_id = $2)";

    public async Task<bool> IsEnrolledAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(IsEnrolledSql);
        return await IsEnrolledAsync(command, courseId, userId, cancellationToken);
    }

    /// <summary>The same within a transaction: who has a connection must not wait for another one, which all may be waiting for.</summary>
    public static async Task<bool> IsEnrolledAsync(
        NpgsqlConnection connection, Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(IsEnrolledSql, connection);
        return await IsEnrolledAsync(command, courseId, userId, cancellationToken);
    }

    private static async Task<bool> IsEnrolledAsync(NpgsqlCommand command, Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = userId });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Newest first.</summary>
    public async Task<Page<EnrollmentView>> ListAsync(EnrollmentFilter filter, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select e.id, e.course_id, c.title, c.difficulty, e.user_id, e.student_email, e.enrolled_at
            from enrollments e join courses c on c.id = e.course_id
            where ($1::uuid is null or e.course_id = $1)
              and ($2::uuid is null or e.user_id = $2)
              and ($3::text is null or e.student_email = $3 or e.user_id = (select id from users where email = $3))
              and ($4::uuid is null or e.id < $4)
            order by e.id desc limit $5
            """);
        Add(command, filter.CourseId, NpgsqlDbType.Uuid);
        Add(command, filter.UserId, NpgsqlDbType.Uuid);
        Add(command, filter.StudentEmail, NpgsqlDbType.Text);
        Add(command, filter.After?.Id, NpgsqlDbType.Uuid);
        Add(command, filter.Limit + 1, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<EnrollmentView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                Enum.Parse<Difficulty>(reader.GetString(3), ignoreCase: true),
                reader.IsDBNull(4) ? null : reader.GetGuid(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return Page<EnrollmentView>.From(rows, filter.Limit, enrollment => Cursor.Encode("", enrollment.Id));
    }

    /// <summary>Accounts with the role student and guests, each address once, by address.</summary>
    public async Task<Page<StudentView>> StudentsAsync(int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            with page as (
                (select u.email::text as email, u.id as user_id, u.display_name::text as name
                 from users u where u.role = 'student' and ($1::text is null or u.email > $1) order by u.email limit $2)
                union all
                (select distinct on (e.student_email) e.student_email::text, null::uuid, null::text
                 from enrollments e
                 where e.student_email is not null and ($1::text is null or e.student_email > $1)
                   and not exists (select from users u where u.email = e.student_email)
                 order by e.student_email limit $2)
                order by email limit $2
            )
            select p.email, p.user_id, p.name, count(e.id), max(e.enrolled_at)
            from page p left join enrollments e on e.student_email = p.email or e.user_id = p.user_id
            group by p.email, p.user_id, p.name order by p.email
            """);
        Add(command, after?.Key, NpgsqlDbType.Text);
        Add(command, limit + 1, NpgsqlDbType.Integer);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<StudentView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetString(0),
                reader.IsDBNull(1) ? null : reader.GetGuid(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetInt64(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return Page<StudentView>.From(rows, limit, student => Cursor.Encode(student.Email, student.UserId ?? Guid.Empty));
    }

    private static void Add(NpgsqlCommand command, object? value, NpgsqlDbType type) =>
        command.Parameters.Add(new() { Value = value ?? DBNull.Value, NpgsqlDbType = type });
}
