using System.Net;

namespace LearningPlatform.Bench;

/// <summary>A kind of work that both sides are given.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Aim">The platform's share of the bare program's requests; null where none is set.</param>
/// <param name="Platform">The platform's requests of a round.</param>
/// <param name="Bare">The bare program's requests of the same round.</param>
internal sealed record Work(string Name, double? Aim, Func<IEnumerable<LoadRequest>> Platform, Func<IEnumerable<LoadRequest>> Bare)
{
    /// <summary>The status of every answer.</summary>
    public HttpStatusCode Status { get; init; } = HttpStatusCode.OK;

    /// <summary>Whether the platform is the pipeline program instead of the Api.</summary>
    public bool IsPipelineOnly { get; init; }

    /// <summary>Whether every request must reach the database: then what caches hold is dropped first, and the database's counters are checked.</summary>
    public bool IsUncached { get; init; }
}

/// <summary>The works, in the order of the table.</summary>
internal sealed class Works(BenchData data)
{
    /// <summary>More than any side answers in a round.</summary>
    private const int RequestsOfRound = 60_000;

    private readonly Random _random = new(42);
    private int _pairs;

    public IEnumerable<Work> All =>
    [
        new("middleware alone", null, () => Get("/api/v1/constant"), () => Get("/constant")) { IsPipelineOnly = true },
        new("50 courses, cached (bare: memory)", 0.7, () => Get("/api/v1/courses?limit=50"), () => Get("/memory/courses?limit=50")),
        new("50 courses, cached (bare: Redis)", null, () => Get("/api/v1/courses?limit=50"), () => Get("/redis/courses?limit=50")),
        new("page of 50, uncached", 0.6, () => Pages("/api/v1/courses"), () => Pages("/database/courses")) { IsUncached = true },
        new("course by id, cached", 0.7, () => Newest("/api/v1/courses"), () => Newest("/memory/courses")),
        new("course by id, from the database", 0.6, () => Everyone("/api/v1/courses"), () => Everyone("/database/courses")) { IsUncached = true },
        new("enrol, duplicate", 0.6, () => Duplicates("/api/v1/courses/{0}/enroll"), () => Duplicates("/enroll/{0}")) { Status = HttpStatusCode.Conflict },
        new("enrol, new", 0.5, () => New("/api/v1/courses/{0}/enroll"), () => New("/enroll/{0}")) { Status = HttpStatusCode.Created },
    ];

    private static IEnumerable<LoadRequest> Get(string path) => [new("GET", path), new("GET", path)];

    /// <summary>Pages that start anywhere among the newest 1,000 courses: no two cursors are the same.</summary>
    private IEnumerable<LoadRequest> Pages(string path) => Enumerable.Range(0, RequestsOfRound).Select(_ =>
    {
        var before = BenchData.CreatedAt(_random.Next(950)).AddTicks(_random.Next(10_000_000) * 10L);
        // As PostgreSQL writes a timestamptz, which is what the platform's cursors carry.
        var cursor = Core.Cursor.Encode($"{before:yyyy-MM-dd HH:mm:ss.ffffff}+00", Guid.CreateVersion7(before));
        return new LoadRequest("GET", $"{path}?limit=50&cursor={cursor}");
    });

    private IEnumerable<LoadRequest> Newest(string path) => data.Courses.Take(100).Select(course => new LoadRequest("GET", $"{path}/{course}"));

    private IEnumerable<LoadRequest> Everyone(string path) => data.Courses.Select(course => new LoadRequest("GET", $"{path}/{course}"));

    /// <summary>Pairs of a student and a course that were never before.</summary>
    private IEnumerable<LoadRequest> New(string path) => Enumerable.Range(0, RequestsOfRound).Select(_ =>
    {
        var (round, user) = Math.DivRem(_pairs++, data.Users.Length);
        // User n has course n already, for the duplicates.
        var course = data.Courses[(user + round + 1) % data.Courses.Length];
        return new LoadRequest("POST", path.Replace("{0}", $"{course}", StringComparison.Ordinal), user);
    });

    private IEnumerable<LoadRequest> Duplicates(string path) => data.Users.Index()
        .Select(user => new LoadRequest("POST", path.Replace("{0}", $"{data.Courses[user.Index]}", StringComparison.Ordinal), user.Index));
}
