using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Progress;

/// <summary>A course among all that somebody takes or has completed.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Title">Its title.</param>
/// <param name="Enrolled">False for a course that was left.</param>
/// <param name="EnrolledAt">Null for a course that was left.</param>
/// <param name="Percentage">0 to 100.</param>
/// <param name="Score">Mean of the scores that the learner may see, in percent; null while there is none.</param>
/// <param name="TimeSpent">Minutes.</param>
/// <param name="LastActivityAt">Null for a course not begun.</param>
/// <param name="CompletedAt">Null until then.</param>
/// <param name="Modules">The completed ones.</param>
public sealed record EnrolledCourse(
    Guid CourseId,
    string Title,
    bool Enrolled,
    DateTimeOffset? EnrolledAt,
    int Percentage,
    decimal? Score,
    int TimeSpent,
    DateTimeOffset? LastActivityAt,
    DateTimeOffset? CompletedAt,
    IReadOnlyList<CompletedModule> Modules);

/// <summary>A module that somebody has completed (document 1's course progress).</summary>
/// <param name="ModuleId">The module.</param>
/// <param name="Score">As the client reported it.</param>
/// <param name="TimeSpent">Minutes, as far as credible.</param>
/// <param name="CompletedAt">UTC.</param>
public sealed record CompletedModule(Guid ModuleId, int? Score, int TimeSpent, DateTimeOffset CompletedAt);

/// <summary>Reads somebody's progress over all of their courses.</summary>
public sealed class ProgressQueries(NpgsqlDataSource database, IScoreDisclosure disclosure)
{
    // Newer ones first; nobody takes more courses than that at once, and older ones have their own address.
    private const int MaxCourses = 200;

    private const string CoursesSql =
        """
        select c.id, c.title, e.id is not null, e.enrolled_at, coalesce(p.percentage, 0)::int, coalesce(p.seconds_spent, 0) / 60,
               p.last_activity_at, p.completed_at
        from (select * from enrollments where user_id = $1) e
        full join (select * from course_progress where user_id = $1) p on p.course_id = e.course_id
        join courses c on c.id = coalesce(e.course_id, p.course_id)
        order by coalesce(p.last_activity_at, e.enrolled_at) desc, c.id limit $2
        """;

    private const string ModulesSql =
        """
        select course_id, module_id, reported_score, seconds_spent / 60, completed_at
        from module_progress where user_id = $1 order by completed_at
        """;

    private const string ScoresSql =
        """
        select p.course_id, l.activity_id, p.score
        from lesson_progress p
        join lessons l on l.id = p.lesson_id and l.removed_at is null
        join course_modules m on m.id = l.module_id and m.removed_at is null
        where p.user_id = $1 and p.score is not null and l.activity_id is not null
        """;

    /// <summary>The courses that somebody takes, has begun or has completed, the latest first.</summary>
    public async Task<IReadOnlyList<EnrolledCourse>> CoursesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch()
            .With(CoursesSql, userId, MaxCourses).With(ModulesSql, userId).With(ScoresSql, userId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var courses = new List<EnrolledCourse>();
        var modules = new Dictionary<Guid, List<CompletedModule>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            courses.Add(new(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetBoolean(2),
                reader.MaybeTime(3),
                reader.GetInt32(4),
                null,
                reader.GetInt32(5),
                reader.MaybeTime(6),
                reader.MaybeTime(7),
                modules[reader.GetGuid(0)] = []));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            modules.GetValueOrDefault(reader.GetGuid(0))?.Add(
                new(reader.GetGuid(1), reader.Maybe<int?>(2), reader.GetInt32(3), reader.Time(4)));
        }

        await reader.NextResultAsync(cancellationToken);
        var scores = new List<(Guid Course, Guid Activity, decimal Score)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            scores.Add((reader.GetGuid(0), reader.GetGuid(1), reader.GetDecimal(2)));
        }

        var means = await MeansAsync(scores, cancellationToken);
        return courses.ConvertAll(course => course with { Score = means.TryGetValue(course.CourseId, out var mean) ? mean : null });
    }

    /// <summary>By course, of the scores that are not hidden.</summary>
    private async Task<Dictionary<Guid, decimal>> MeansAsync(
        List<(Guid Course, Guid Activity, decimal Score)> scores, CancellationToken cancellationToken)
    {
        var hidden = await disclosure.HiddenAsync([.. scores.Select(score => score.Activity).Distinct()], cancellationToken);
        return scores
            .Where(score => !hidden.Contains(score.Activity))
            .GroupBy(score => score.Course)
            .ToDictionary(course => course.Key, course => decimal.Round(course.Average(score => score.Score), 2));
    }

    /// <summary>When somebody completed each of these courses; those not completed are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateTimeOffset>> CompletedAsync(
        Guid userId, IReadOnlyCollection<Guid> courseIds, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select course_id, completed_at from course_progress where user_id = $1 and course_id = any($2) and completed_at is not null",
            userId, courseIds.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var completed = new Dictionary<Guid, DateTimeOffset>();
        while (await reader.ReadAsync(cancellationToken))
        {
            completed[reader.GetGuid(0)] = reader.Time(1);
        }

        return completed;
    }
}
