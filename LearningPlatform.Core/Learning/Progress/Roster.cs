using System.Runtime.CompilerServices;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>A learner as the course's teachers see one.</summary>
/// <param name="EnrollmentId">The enrolment.</param>
/// <param name="UserId">Null for a guest (document 4).</param>
/// <param name="Name">Display name; null for a guest.</param>
/// <param name="Email">The account's, or the guest's.</param>
/// <param name="CohortId">Null outside of cohorts.</param>
/// <param name="Cohort">The cohort's name.</param>
/// <param name="EnrolledAt">UTC.</param>
/// <param name="Percentage">0 to 100, of what the completion rule counts.</param>
/// <param name="Score">Mean of the scored labs and assessments, in percent; null while none is.</param>
/// <param name="LessonsDone">How many.</param>
/// <param name="TimeSpent">Minutes.</param>
/// <param name="LastActivityAt">Null for who has not begun.</param>
/// <param name="CompletedAt">Null until then.</param>
public sealed record RosterEntry(
    Guid EnrollmentId,
    Guid? UserId,
    string? Name,
    string? Email,
    Guid? CohortId,
    string? Cohort,
    DateTimeOffset EnrolledAt,
    int Percentage,
    decimal? Score,
    int LessonsDone,
    int TimeSpent,
    DateTimeOffset? LastActivityAt,
    DateTimeOffset? CompletedAt);

/// <summary>Whom a roster is asked for.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="CohortId">Only this cohort.</param>
/// <param name="StuckDays">Only accounts that have not completed the course and have done nothing in it for so many days.</param>
public sealed record RosterFilter(Guid CourseId, Guid? CohortId = null, int? StuckDays = null);

/// <summary>A course's learners with their progress: one statement, whatever their number.</summary>
public sealed class Roster(NpgsqlDataSource database, TimeProvider time)
{
    private const string Sql =
        """
        select e.id, e.user_id, u.display_name, coalesce(u.email, e.student_email), e.cohort_id, c.name, e.enrolled_at,
               coalesce(p.percentage, 0)::int, p.score, coalesce(p.lessons_done, 0), coalesce(p.seconds_spent, 0) / 60,
               p.last_activity_at, p.completed_at
        from enrollments e
        left join users u on u.id = e.user_id
        left join cohorts c on c.id = e.cohort_id
        left join course_progress p on p.course_id = e.course_id and p.user_id = e.user_id
        where e.course_id = $1 and e.id > $2
          and ($3::uuid is null or e.cohort_id = $3)
          and ($4::timestamptz is null
               or (e.user_id is not null and p.completed_at is null and greatest(p.last_activity_at, e.enrolled_at) < $4))
        order by e.id limit $5
        """;

    /// <summary>In the order of enrolment.</summary>
    public async Task<Page<RosterEntry>> ListAsync(RosterFilter filter, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        var rows = new List<RosterEntry>(limit + 1);
        await foreach (var row in ReadAsync(filter, after?.Id ?? Guid.Empty, limit + 1, cancellationToken))
        {
            rows.Add(row);
        }

        return Page<RosterEntry>.From(rows, limit, row => Cursor.Encode("", row.EnrollmentId));
    }

    /// <summary>Everybody, as they come from the database: nothing is gathered.</summary>
    public IAsyncEnumerable<RosterEntry> AllAsync(RosterFilter filter, CancellationToken cancellationToken) =>
        ReadAsync(filter, Guid.Empty, null, cancellationToken);

    private async IAsyncEnumerable<RosterEntry> ReadAsync(
        RosterFilter filter, Guid after, int? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? idleSince = filter.StuckDays is { } days ? time.GetUtcNow().AddDays(-days) : null;
        await using var command = database.Command(Sql, filter.CourseId, after, filter.CohortId, idleSince, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            yield return new(
                reader.GetGuid(0),
                reader.Maybe<Guid?>(1),
                reader.Maybe<string>(2),
                reader.Maybe<string>(3),
                reader.Maybe<Guid?>(4),
                reader.Maybe<string>(5),
                reader.Time(6),
                reader.GetInt32(7),
                reader.Maybe<decimal?>(8),
                reader.GetInt32(9),
                reader.GetInt32(10),
                reader.MaybeTime(11),
                reader.MaybeTime(12));
        }
    }
}
