using LearningPlatform.Workers.Jobs;
using Npgsql;

namespace LearningPlatform.Workers.Catalog;

/// <summary>
/// Counts the enrolments of every course that has had a change. Not at each enrolment: a course that fills up fast would have all of its
/// enrolments wait for one row.
/// </summary>
[Every(Seconds = 30)]
internal sealed class CountPopularity(NpgsqlDataSource database) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            update courses set popularity = counted.enrolled
            from (
                select courses.id, count(enrollments.id)::int as enrolled
                from courses left join enrollments on enrollments.course_id = courses.id
                group by courses.id) counted
            where courses.id = counted.id and courses.popularity <> counted.enrolled
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
