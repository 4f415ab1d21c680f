using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>
/// Measures every learner of a course anew, after its outline or its rule has changed: percentages go up or down, what has become complete
/// is completed, and nothing that was complete is taken away. Running it again changes nothing.
/// </summary>
public sealed class Recalculation(NpgsqlDataSource database, CourseMaps maps, OutboxSignal signal, TimeProvider time)
{
    private const int LearnersAtOnce = 200;

    private const string NextSql =
        """
        select e.id, e.user_id from enrollments e
        where e.course_id = $1 and e.id > $2
          and exists (select from course_progress p where p.user_id = e.user_id and p.course_id = $1)
        order by e.id limit $3
        """;

    private const string StandingsSql =
        """
        update course_progress p set percentage = s.percentage, score = s.score, lessons_done = s.done
        from unnest($2::uuid[], $3::smallint[], $4::numeric[], $5::int[]) as s (user_id, percentage, score, done)
        where p.course_id = $1 and p.user_id = s.user_id
          and (p.percentage, p.lessons_done, p.score) is distinct from (s.percentage, s.done, s.score)
        """;

    private const string ModulesSql =
        """
        insert into module_progress (user_id, course_id, module_id, completed_at)
        select user_id, $1, module_id, $4 from unnest($2::uuid[], $3::uuid[]) as m (user_id, module_id) on conflict do nothing
        """;

    public async Task RunAsync(Guid courseId, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(courseId, cancellationToken) is not { } map)
        {
            return;
        }

        var after = Guid.Empty;
        while (await NextAsync(courseId, after, cancellationToken) is { Count: > 0 } learners)
        {
            await MeasureAsync(map, [.. learners.Select(learner => learner.UserId)], cancellationToken);
            after = learners[^1].EnrollmentId;
        }
    }

    private async Task<List<(Guid EnrollmentId, Guid UserId)>> NextAsync(Guid courseId, Guid after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(NextSql, courseId, after, LearnersAtOnce);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var learners = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            learners.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return learners;
    }

    private async Task MeasureAsync(CourseMap map, Guid[] userIds, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var learners = await LearnerStates.LockAsync(connection, map.Id, userIds, cancellationToken);
        var due = learners.Select(learner => (UserId: learner.Key, Work.Nothing(map, learner.Value).Advance)).ToList();
        var modules = due.SelectMany(learner => learner.Advance.Modules, (learner, module) => (learner.UserId, Module: module)).ToList();
        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                StandingsSql,
                map.Id,
                due.Select(learner => learner.UserId).ToArray(),
                due.Select(learner => (short)learner.Advance.Standing.Percentage).ToArray(),
                due.Select(learner => learner.Advance.Standing.Score).ToArray(),
                due.Select(learner => learner.Advance.Standing.LessonsDone).ToArray())
            .With(ModulesSql, map.Id, modules.Select(row => row.UserId).ToArray(), modules.Select(row => row.Module).ToArray(), time.GetUtcNow());
        foreach (var (userId, advance) in due)
        {
            batch.WithEvents(map, userId, advance, time);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
    }
}
