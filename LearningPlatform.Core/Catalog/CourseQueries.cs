using System.Globalization;
using System.Text;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Catalog;

/// <summary>Reads courses by hand-written SQL: these are the platform's most frequent queries.</summary>
public sealed class CourseQueries(NpgsqlDataSource database)
{
    private const string SummaryColumns =
        """
        c.id, c.title, c.description, c.difficulty, c.status, c.tags, c.skills, c.image_key, c.instructor_id, u.display_name,
        c.capacity, c.popularity, c.published_at, c.created_at, c.updated_at
        """;

    /// <summary>One part of the list that <paramref name="filter"/> asks for, by keyset.</summary>
    public async Task<Page<CourseSummary>> ListAsync(CourseFilter filter, CancellationToken cancellationToken)
    {
        await using var command = ListCommand(filter);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<CourseSummary>(filter.Limit + 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(ReadSummary(reader) with { SortKey = reader.GetString(15) });
        }

        return Page<CourseSummary>.From(rows, filter.Limit, course => Cursor.Encode(course.SortKey, course.Id));
    }

    /// <summary>A course with its outline, whatever its status; null when there is none.</summary>
    /// <param name="id">The course.</param>
    /// <param name="withContent">Whether the lessons come with their content.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<CourseDetail?> FindAsync(Guid id, bool withContent, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(
            $"""
            select {SummaryColumns}, c.version, c.completion_rule, c.minimum_score, c.prerequisites
            from courses c join users u on u.id = c.instructor_id where c.id = $1
            """,
            id));
        batch.BatchCommands.Add(Command(
            """
            select id, title, description, position, release_at, prerequisites
            from course_modules where course_id = $1 and removed_at is null order by position
            """,
            id));
        batch.BatchCommands.Add(Command(
            $"""
            select l.module_id, l.id, l.title, l.kind, l.duration_minutes, l.position, l.required,
                   {(withContent ? "l.content, l.media_url, l.media_id, l.activity_id" : "null::text, null::text, null::uuid, null::uuid")}
            from lessons l join course_modules m on m.id = l.module_id
            where m.course_id = $1 and m.removed_at is null and l.removed_at is null order by l.position
            """,
            id));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var course = new CourseDetail(
            ReadSummary(reader),
            reader.GetInt32(15),
            Parse<CompletionRule>(reader.GetString(16)),
            await reader.IsDBNullAsync(17, cancellationToken) ? null : reader.GetInt32(17),
            reader.GetFieldValue<Guid[]>(18),
            []);
        await reader.NextResultAsync(cancellationToken);
        return course with { Modules = await ReadOutlineAsync(reader, cancellationToken) };
    }

    private static async Task<List<ModuleView>> ReadOutlineAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var modules = new List<ModuleView>();
        var lessons = new Dictionary<Guid, List<LessonView>>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var id = reader.GetGuid(0);
            modules.Add(new(
                id,
                reader.GetString(1),
                reader.GetString(2),
                reader.GetInt32(3),
                reader.MaybeTime(4),
                reader.GetFieldValue<Guid[]>(5),
                lessons[id] = []));
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            lessons[reader.GetGuid(0)].Add(new(
                reader.GetGuid(1),
                reader.GetString(2),
                Parse<LessonKind>(reader.GetString(3)),
                await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetInt32(4),
                reader.GetInt32(5),
                reader.GetBoolean(6),
                reader.Maybe<string>(7),
                reader.Maybe<string>(8),
                await reader.IsDBNullAsync(9, cancellationToken) ? null : reader.GetGuid(9),
                await reader.IsDBNullAsync(10, cancellationToken) ? null : reader.GetGuid(10)));
        }

        return modules;
    }

    private NpgsqlCommand ListCommand(CourseFilter filter)
    {
        var command = database.CreateCommand();
        var sql = new StringBuilder();
        // The value that the list is sorted by, as SQL and as text for the cursor.
        var (key, type, direction) = filter.Sort switch
        {
            CourseSort.Title => ("lower(c.title)", "text", "asc"),
            CourseSort.Popular => ("c.popularity", "int", "desc"),
            _ => ("c.created_at", "timestamptz", "desc"),
        };
        sql.Append(CultureInfo.InvariantCulture, $"select {SummaryColumns}, ({key})::text from courses c join users u on u.id = c.instructor_id where ");
        // The literal lets the planner use the indexes of published courses.
        sql.Append(filter.Status switch
        {
            CourseStatus.Draft => "c.status = 'draft'",
            CourseStatus.Archived => "c.status = 'archived'",
            _ => "c.status = 'published'",
        });
        if (filter is { Viewer: { IsAdmin: false } viewer, Status: not CourseStatus.Published })
        {
            And(
                "(c.instructor_id = {0} or exists (select from course_instructors i where i.course_id = c.id and i.user_id = {0}))",
                viewer.UserId,
                NpgsqlDbType.Uuid);
        }

        And("c.search @@ websearch_to_tsquery('english', {0})", filter.Text, NpgsqlDbType.Text);
        And("c.difficulty = {0}", filter.Difficulty?.ToString().ToLowerInvariant(), NpgsqlDbType.Varchar);
        And("c.tags @> array[{0}]", filter.Tag, NpgsqlDbType.Text);
        And("c.instructor_id = {0}", filter.InstructorId, NpgsqlDbType.Uuid);
        if (filter.After is { } after)
        {
            var comparison = direction == "desc" ? "<" : ">";
            var place = Add(after.Key, NpgsqlDbType.Text);
            sql.Append(CultureInfo.InvariantCulture, $" and ({key}, c.id) {comparison} ({place}::{type}, {Add(after.Id, NpgsqlDbType.Uuid)})");
        }

        // A literal: for a limit that it does not know the planner reckons with a tenth of the table, and plans anew each time to do better.
        sql.Append(CultureInfo.InvariantCulture, $" order by {key} {direction}, c.id {direction} limit {filter.Limit + 1}");
        command.CommandText = sql.ToString();
        return command;

        string Add(object value, NpgsqlDbType dbType)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value, NpgsqlDbType = dbType });
            return $"${command.Parameters.Count}";
        }

        void And(string condition, object? value, NpgsqlDbType dbType)
        {
            if (value is not null)
            {
                sql.Append(" and ").AppendFormat(CultureInfo.InvariantCulture, condition, Add(value, dbType));
            }
        }
    }

    private static CourseSummary ReadSummary(NpgsqlDataReader reader)
    {
        var id = reader.GetGuid(0);
        return new(
            id,
            reader.GetString(1),
            reader.GetString(2),
            Parse<Difficulty>(reader.GetString(3)),
            Parse<CourseStatus>(reader.GetString(4)),
            reader.GetFieldValue<string[]>(5),
            reader.GetFieldValue<string[]>(6),
            reader.IsDBNull(7) ? null : CourseImages.UrlOf(id, reader.GetString(7)),
            reader.GetGuid(8),
            reader.GetString(9),
            reader.IsDBNull(10) ? null : reader.GetInt32(10),
            reader.GetInt32(11),
            reader.IsDBNull(12) ? null : reader.GetFieldValue<DateTimeOffset>(12),
            reader.GetFieldValue<DateTimeOffset>(13),
            reader.GetFieldValue<DateTimeOffset>(14));
    }

    private static T Parse<T>(string text)
        where T : struct, Enum => Enum.Parse<T>(text, ignoreCase: true);

    private static NpgsqlBatchCommand Command(string sql, Guid id) => new(sql) { Parameters = { new() { Value = id } } };
}
