using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>Reads what is known of learners in a course: four statements in one round trip, for one learner or for hundreds.</summary>
public sealed class LearnerStates(NpgsqlDataSource database)
{
    private const string EnrollmentsSql =
        """
        select e.user_id, e.enrolled_at, c.starts_at, c.ends_at
        from enrollments e left join cohorts c on c.id = e.cohort_id
        where e.course_id = $1 and e.user_id = any($2) order by e.id
        """;

    // As long as the transaction lasts, nobody else takes a step for these learners.
    private const string LockSql = $"{EnrollmentsSql} for no key update of e";

    private const string LessonsSql =
        """
        select user_id, lesson_id, opened_at, seen_at, seconds_spent, position, score, completed_at
        from lesson_progress where course_id = $1 and user_id = any($2)
        """;

    private const string ModulesSql =
        """
        select user_id, module_id, completed_at, reported_score, seconds_spent
        from module_progress where course_id = $1 and user_id = any($2)
        """;

    private const string CoursesSql =
        """
        select user_id, counted_until, seconds_spent, last_lesson_id, completed_at
        from course_progress where course_id = $1 and user_id = any($2)
        """;

    /// <summary>Null for who is not enrolled.</summary>
    public async Task<LearnerState?> FindAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return (await ReadAsync(connection, EnrollmentsSql, courseId, [userId], cancellationToken)).GetValueOrDefault(userId);
    }

    /// <summary>
    /// The same within the transaction that <paramref name="connection"/> has open: of steps that are taken at the same moment, each sees
    /// what the one before has completed.
    /// </summary>
    internal static Task<Dictionary<Guid, LearnerState>> LockAsync(
        NpgsqlConnection connection, Guid courseId, Guid[] userIds, CancellationToken cancellationToken) =>
        ReadAsync(connection, LockSql, courseId, userIds, cancellationToken);

    private static async Task<Dictionary<Guid, LearnerState>> ReadAsync(
        NpgsqlConnection connection, string enrollmentsSql, Guid courseId, Guid[] userIds, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
            .With(enrollmentsSql, courseId, userIds)
            .With(LessonsSql, courseId, userIds)
            .With(ModulesSql, courseId, userIds)
            .With(CoursesSql, courseId, userIds);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var learners = new Dictionary<Guid, LearnerState>();
        while (await reader.ReadAsync(cancellationToken))
        {
            learners[reader.GetGuid(0)] = LearnerState.Enrolled(
                reader.Time(1), reader.MaybeTime(2) is { } start ? new CohortWindow(start, reader.MaybeTime(3)) : null);
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (learners.TryGetValue(reader.GetGuid(0), out var learner))
            {
                learner.Lessons[reader.GetGuid(1)] = new(
                    reader.Time(2), reader.Time(3), reader.GetInt32(4), reader.Maybe<int?>(5), reader.Maybe<decimal?>(6), reader.MaybeTime(7));
            }
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (learners.TryGetValue(reader.GetGuid(0), out var learner))
            {
                learner.Modules[reader.GetGuid(1)] = new(reader.Time(2), reader.Maybe<int?>(3), reader.GetInt32(4));
            }
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (learners.TryGetValue(reader.GetGuid(0), out var learner))
            {
                learners[reader.GetGuid(0)] = learner with
                {
                    CountedUntil = reader.MaybeTime(1),
                    SecondsSpent = reader.GetInt32(2),
                    LastLessonId = reader.Maybe<Guid?>(3),
                    CompletedAt = reader.MaybeTime(4),
                };
            }
        }

        return learners;
    }
}
