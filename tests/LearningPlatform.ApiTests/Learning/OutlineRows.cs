using Npgsql;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>One Api for a class, without request limits: whole classes of learners come from one address.</summary>
public sealed class LearningApi(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;

    public ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    public async Task InitializeAsync() => _api = await ApiFactory.StartAsync(stores, Identity.IdentityTest.OpenSettings);

    public async Task DisposeAsync() => await Api.DisposeAsync();
}

/// <summary>Tests of learning: one Api a class, and courses of their own.</summary>
[Collection(StoresCollection.Name)]
public abstract class LearningTest(LearningApi shared) : IClassFixture<LearningApi>
{
    protected ApiFactory Api { get; } = (shared ?? throw new ArgumentNullException(nameof(shared))).Api;

    protected static Task<Guid> CreateCourseAsync(HttpClient author, object? course = null) => ApiTest.CreateCourseAsync(author, course);

    protected static Dictionary<string, object?> Course(params (string Field, object? Value)[] fields) => ApiTest.Course(fields);
}

/// <summary>A module as a test wants it.</summary>
internal sealed record TestModule(params TestLesson[] Lessons)
{
    public Guid Id { get; } = Guid.CreateVersion7();
    public Guid[] Prerequisites { get; init; } = [];
    public DateTimeOffset? ReleaseAt { get; init; }
}

/// <summary>A lesson as a test wants it.</summary>
internal sealed record TestLesson(string Kind = "text", Guid? ActivityId = null)
{
    public Guid Id { get; } = Guid.CreateVersion7();
    public bool Required { get; init; } = true;
}

/// <summary>Puts outlines into a database as they lie there: quicker than by the authoring routes, which have tests of their own.</summary>
internal static class OutlineRows
{
    public static async Task AddOutlineAsync(this NpgsqlDataSource database, Guid courseId, params TestModule[] modules)
    {
        await using var batch = database.CreateBatch();
        foreach (var (index, module) in modules.Index())
        {
            Add(
                batch,
                "insert into course_modules (id, course_id, title, position, prerequisites, release_at) values ($1, $2, $3, $4, $5, $6)",
                module.Id, courseId, $"Module {index}", index, module.Prerequisites, module.ReleaseAt);
            foreach (var (order, lesson) in module.Lessons.Index())
            {
                Add(
                    batch,
                    """
                    insert into lessons (id, module_id, title, kind, content, position, required, activity_id)
                    values ($1, $2, $3, $4, 'the secret', $5, $6, $7)
                    """,
                    lesson.Id, module.Id, $"Lesson {order}", lesson.Kind, order, lesson.Required, lesson.ActivityId);
            }
        }

        await batch.ExecuteNonQueryAsync();
    }

    public static async Task<long> CountAsync(this NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static void Add(NpgsqlBatch batch, string sql, params object?[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
    }
}
