using Npgsql;

namespace LearningPlatform.Core.Catalog;

/// <summary>A course as progress is measured on it: what is live in its outline, in order, and when it is completed. No content.</summary>
public sealed record CourseMap(
    Guid Id, string Title, CourseStatus Status, CompletionRule Rule, int? MinimumScore, IReadOnlyList<MapModule> Modules);

/// <param name="Id">The module.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="ReleaseAt">Closed to learners until then.</param>
/// <param name="Prerequisites">Modules of this course; ids that are not in it count for nothing.</param>
/// <param name="Lessons">In order.</param>
public sealed record MapModule(Guid Id, string Title, DateTimeOffset? ReleaseAt, Guid[] Prerequisites, IReadOnlyList<MapLesson> Lessons);

/// <param name="Id">The lesson.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Required">Whether the rules <c>required</c> and <c>score</c> ask for it.</param>
/// <param name="ActivityId">The lab or assessment that completes it; null for lessons that learners complete themselves.</param>
public sealed record MapLesson(Guid Id, string Title, LessonKind Kind, bool Required, Guid? ActivityId);

/// <summary>Reads the maps of courses, for the modules that measure something on them.</summary>
public sealed class CourseMaps(NpgsqlDataSource database)
{
    /// <summary>Null when there is no such course; a draft has a map, too.</summary>
    public async Task<CourseMap?> FindAsync(Guid courseId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select c.title, c.status, c.completion_rule, c.minimum_score,
                   m.id, m.title, m.release_at, m.prerequisites, l.id, l.title, l.kind, l.required, l.activity_id
            from courses c
            left join course_modules m on m.course_id = c.id and m.removed_at is null
            left join lessons l on l.module_id = m.id and l.removed_at is null
            where c.id = $1 order by m.position, l.position
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = courseId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        CourseMap? map = null;
        var modules = new List<MapModule>();
        while (await reader.ReadAsync(cancellationToken))
        {
            map ??= new(
                courseId,
                reader.GetString(0),
                Enum.Parse<CourseStatus>(reader.GetString(1), ignoreCase: true),
                Enum.Parse<CompletionRule>(reader.GetString(2), ignoreCase: true),
                reader.IsDBNull(3) ? null : reader.GetInt32(3),
                modules);
            ReadRow(reader, modules);
        }

        return map;
    }

    /// <summary>The live lessons of any course that the lab or assessment <paramref name="activityId"/> completes.</summary>
    public async Task<IReadOnlyList<(Guid CourseId, Guid LessonId)>> LessonsOfAsync(Guid activityId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            select m.course_id, l.id from lessons l join course_modules m on m.id = l.module_id
            where l.activity_id = $1 and l.removed_at is null and m.removed_at is null order by l.id
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = activityId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var lessons = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            lessons.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return lessons;
    }

    private static void ReadRow(NpgsqlDataReader reader, List<MapModule> modules)
    {
        if (reader.IsDBNull(4))
        {
            return;
        }

        var moduleId = reader.GetGuid(4);
        if (modules.Count == 0 || modules[^1].Id != moduleId)
        {
            modules.Add(new(
                moduleId,
                reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetFieldValue<Guid[]>(7),
                new List<MapLesson>()));
        }

        if (!reader.IsDBNull(8))
        {
            ((List<MapLesson>)modules[^1].Lessons).Add(new(
                reader.GetGuid(8),
                reader.GetString(9),
                Enum.Parse<LessonKind>(reader.GetString(10), ignoreCase: true),
                reader.GetBoolean(11),
                reader.IsDBNull(12) ? null : reader.GetGuid(12)));
        }
    }
}
