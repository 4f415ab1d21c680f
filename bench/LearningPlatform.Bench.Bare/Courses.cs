using System.Buffers.Text;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.Bench.Bare;

/// <summary>The catalogue: from memory, from Redis, from the database.</summary>
internal sealed class Courses(NpgsqlDataSource database, IDatabase redis, byte[] list, FrozenDictionary<Guid, byte[]> newest)
{
    private const int PageSize = 50;
    private const string RedisKey = "bare:courses";

    private const string Columns =
        """
        c.id, c.title, c.description, c.difficulty, c.status, c.tags, c.skills, c.image_key, c.instructor_id, u.display_name,
        c.capacity, c.popularity, c.published_at, c.created_at, c.updated_at
        """;

    /// <summary>Reads what is kept in memory: the first page and the 100 newest courses.</summary>
    public static async Task<Courses> LoadAsync(NpgsqlDataSource database, string redisAddress)
    {
        var redis = (await ConnectionMultiplexer.ConnectAsync(redisAddress)).GetDatabase();
        var loader = new Courses(database, redis, [], FrozenDictionary<Guid, byte[]>.Empty);
        var page = await loader.ReadPageAsync(DateTime.UtcNow, Guid.Empty, PageSize);
        var list = JsonSerializer.SerializeToUtf8Bytes(page, Shapes.Default.Page);
        var newest = new Dictionary<Guid, byte[]>();
        foreach (var course in (await loader.ReadPageAsync(DateTime.UtcNow, Guid.Empty, 100)).Items)
        {
            newest[course.Id] = JsonSerializer.SerializeToUtf8Bytes((await loader.ReadCourseAsync(course.Id))!, Shapes.Default.Course);
        }

        return new Courses(database, redis, list, newest.ToFrozenDictionary());
    }

    public Task ListFromMemoryAsync(HttpContext context) => Answer.SendAsync(context, list);

    public async Task ListFromRedisAsync(HttpContext context)
    {
        byte[]? cached = await redis.StringGetAsync(RedisKey);
        if (cached is null)
        {
            await redis.StringSetAsync(RedisKey, list);
        }

        await Answer.SendAsync(context, cached ?? list);
    }

    public async Task ListFromDatabaseAsync(HttpContext context)
    {
        // "?limit=50&cursor=…": the platform's own cursors.
        var query = context.Request.QueryString.Value!;
        var cursor = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(query.AsSpan(query.LastIndexOf('=') + 1)));
        var before = DateTimeOffset.Parse(cursor.AsSpan(32), CultureInfo.InvariantCulture).UtcDateTime;
        var page = await ReadPageAsync(before, Guid.ParseExact(cursor.AsSpan(0, 32), "N"), PageSize);
        await Answer.SendAsync(context, StatusCodes.Status200OK, page, Shapes.Default.Page);
    }

    public Task FindInMemoryAsync(HttpContext context, string id) => Guid.TryParse(id, out var guid) && newest.TryGetValue(guid, out var course)
        ? Answer.SendAsync(context, course)
        : Answer.FailAsync(context, StatusCodes.Status404NotFound, "COURSE_NOT_FOUND");

    public async Task FindInDatabaseAsync(HttpContext context, string id)
    {
        var course = Guid.TryParse(id, out var guid) ? await ReadCourseAsync(guid) : null;
        await (course is { Status: "published" }
            ? Answer.SendAsync(context, StatusCodes.Status200OK, course, Shapes.Default.Course)
            : Answer.FailAsync(context, StatusCodes.Status404NotFound, "COURSE_NOT_FOUND"));
    }

    private async Task<Page> ReadPageAsync(DateTime before, Guid beforeId, int size)
    {
        await using var command = database.CreateCommand(
            $"""
            select {Columns} from courses c join users u on u.id = c.instructor_id
            where c.status = 'published' and (c.created_at, c.id) < ($1, $2) order by c.created_at desc, c.id desc limit {size + 1}
            """);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before });
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = beforeId });
        await using var reader = await command.ExecuteReaderAsync();
        var items = new List<Course>(size + 1);
        while (await reader.ReadAsync())
        {
            items.Add(ReadCourse(reader));
        }

        if (items.Count <= size)
        {
            return new Page(items, null);
        }

        items.RemoveAt(size);
        var last = items[^1];
        return new Page(items, Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{last.Id:N}{last.CreatedAt:O}"))));
    }

    private async Task<Course?> ReadCourseAsync(Guid id)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(ById($"select {Columns}, c.version from courses c join users u on u.id = c.instructor_id where c.id = $1", id));
        batch.BatchCommands.Add(ById("select id, title, description, position from course_modules where course_id = $1 order by position", id));
        batch.BatchCommands.Add(ById(
            """
            select l.module_id, l.id, l.title, l.kind, l.duration_minutes, l.position
            from lessons l join course_modules m on m.id = l.module_id where m.course_id = $1 order by l.position
            """,
            id));
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            return null;
        }

        var course = ReadCourse(reader) with { Version = reader.GetInt32(15), Modules = [] };
        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            course.Modules.Add(new(reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), []));
        }

        await reader.NextResultAsync();
        while (await reader.ReadAsync())
        {
            var moduleId = reader.GetGuid(0);
            course.Modules.Find(module => module.Id == moduleId)!.Lessons.Add(new(
                reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetInt32(4), reader.GetInt32(5), null, null));
        }

        return course;
    }

    private static Course ReadCourse(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetFieldValue<string[]>(5),
        reader.GetFieldValue<string[]>(6),
        reader.IsDBNull(7) ? null : reader.GetString(7),
        reader.GetGuid(8),
        reader.GetString(9),
        reader.IsDBNull(10) ? null : reader.GetInt32(10),
        reader.GetInt32(11),
        reader.IsDBNull(12) ? null : reader.GetDateTime(12),
        reader.GetDateTime(13),
        reader.GetDateTime(14));

    private static NpgsqlBatchCommand ById(string sql, Guid id) => new(sql) { Parameters = { new NpgsqlParameter<Guid> { TypedValue = id } } };
}
