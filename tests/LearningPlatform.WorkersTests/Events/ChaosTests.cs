using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using StackExchange.Redis;
using Role = LearningPlatform.Core.Identity.Role;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>
/// Enrolments through the Api while everything is killed at random: the Api, two Workers, Redis. Each enrolment must be there once, and each
/// of its effects. A short run by default; <c>LEARNING_CHAOS_EVENTS</c> sets the number of events, <c>LEARNING_CHAOS_SEED</c> the order of the
/// blows.
/// </summary>
[Collection(StoresCollection.Name)]
public sealed class ChaosTests(StoresFixture stores) : IAsyncLifetime
{
    private const int Students = 25;
    private const string RedisName = "chaos-redis";

    /// <summary>A short run has each; after that it is chance.</summary>
    private static readonly Blow[] EachOnce = [Blow.Workers, Blow.Api, Blow.Redis, Blow.Flush, Blow.Workers];

    private static readonly KeyValuePair<string, string?>[] Hasty = [new("Events:ClaimAfter", "00:00:03"), new("Events:OverdueAfter", "00:00:03")];

    private readonly IDistributedApplicationTestingBuilder _builder = TestApp.CreateBuilder();
    private readonly int _courses = Number("LEARNING_CHAOS_EVENTS", 2_000) / Students;
    private readonly int _seed = Number("LEARNING_CHAOS_SEED", 1);
    private DistributedApplication _app = null!;
    private NpgsqlDataSource _database = null!;
    private string _connection = "";
    private string _redis = "";
    private ServiceProcess _api = null!;
    private ServiceProcess[] _workers = [];

    private int Events => _courses * Students;

    public async Task InitializeAsync()
    {
        // A Redis of this test's own: it is killed.
        _builder.AddRedis(RedisName);
        _app = await _builder.BuildAsync();
        await _app.StartAsync();
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(RedisName);
        _redis = (await _app.GetConnectionStringAsync(RedisName))!;
        _connection = await stores.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(_connection);
        _api = ServiceProcess.Api(_connection, _redis, stores.Storage);
        _workers = [.. Enumerable.Range(0, 2).Select(_ => WorkersProcess.On(_connection, _redis, stores.Storage, Hasty))];
    }

    public async Task DisposeAsync()
    {
        foreach (var process in (ServiceProcess[])[_api, .. _workers])
        {
            process.Dispose();
        }

        await _database.DisposeAsync();
        await _app.DisposeAsync();
        await _builder.DisposeAsync();
    }

    [Fact]
    public async Task Every_event_has_its_effects_exactly_once_whatever_is_killed()
    {
        var (tokens, courses) = (await SignInAsync(), await CreateCoursesAsync());
        await _api.StartAsync();
        foreach (var workers in _workers)
        {
            workers.Start();
        }

        using var done = new CancellationTokenSource();
        var chaos = WreakHavocAsync(done.Token);
        await EnrollAsync(tokens, courses);
        await done.CancelAsync();
        var blows = await chaos;

        var patience = TimeSpan.FromSeconds(60 + (Events / 50));
        await Eventually.BecomesAsync((long)Events, () => CountAsync("select count(*) from notifications where kind = 'enrolled'"), patience);
        await Eventually.BecomesAsync(0L, () => CountAsync("select count(*) from outbox"), patience);
        blows.ShouldBeGreaterThanOrEqualTo(EachOnce.Length);
        (await CountAsync("select count(*) from enrollments")).ShouldBe(Events);
        (await CountAsync("select count(*) from notifications where kind = 'enrolled'")).ShouldBe(Events);
        (await CountAsync("select count(distinct event_id) from notifications where kind = 'enrolled'")).ShouldBe(Events);
        (await CountAsync("select sum(count)::bigint from user_event_counts where event_type = 'COURSE_ENROLLED'")).ShouldBe(Events);
        (await CountAsync("select count(*) from user_achievements where code = 'first_enrollment'")).ShouldBe(Students);
        (await CountAsync("select count(*) from dead_letters")).ShouldBe(0);
    }

    /// <summary>Students' access tokens, which outlive the run.</summary>
    private async Task<string[]> SignInAsync()
    {
        await using var api = await ApiFactory.StartOnAsync(_connection, _redis, stores.Storage);
        var tokens = new List<string>();
        for (var number = 0; number < Students; number++)
        {
            tokens.Add((await api.SignInAsAsync(Role.Student)).Client.DefaultRequestHeaders.Authorization!.Parameter!);
        }

        return [.. tokens];
    }

    private async Task<List<Guid>> CreateCoursesAsync()
    {
        await using var command = _database.CreateCommand(
            """
            insert into courses (id, title, description, difficulty, status, instructor_id, created_at, updated_at)
            select gen_random_uuid(), 'Chaos', '', 'beginner', 'published', (select id from users where role = 'admin' limit 1), now(), now()
            from generate_series(1, $1) returning id
            """);
        command.Parameters.Add(new() { Value = _courses });
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    /// <summary>All students in one course after the other, at once each.</summary>
    private async Task EnrollAsync(string[] tokens, IEnumerable<Guid> courses)
    {
        foreach (var course in courses)
        {
            // Spread over the time of the blows: about 20 s for the short run.
            await Task.WhenAll([Task.Delay(250), .. tokens.Select(token => EnrollAsync(token, course))]);
        }
    }

    /// <summary>As a client that does not give up: it asks until it hears that the seat is there, now or since an answer that it missed.</summary>
    private async Task EnrollAsync(string token, Guid course)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        while (await StatusAsync(token, course, patience.Token) is not (HttpStatusCode.Created or HttpStatusCode.Conflict))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private async Task<HttpStatusCode?> StatusAsync(string token, Guid course, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/courses/{course}/enroll");
        request.Headers.Authorization = new("Bearer", token);
        try
        {
            return (await _api.Client.SendAsync(request, cancellationToken)).StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private async Task<int> WreakHavocAsync(CancellationToken until)
    {
        var random = new Random(_seed);
        var blows = 0;
        while (true)
        {
            await Task.Delay(random.Next(500, 2_000), until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested)
            {
                return blows;
            }

            await StrikeAsync(blows < EachOnce.Length ? EachOnce[blows] : EachOnce[random.Next(EachOnce.Length)], random);
            blows++;
        }
    }

    private async Task StrikeAsync(Blow blow, Random random)
    {
        switch (blow)
        {
            case Blow.Api:
                _api.Kill();
                await _api.StartAsync();
                break;
            case Blow.Flush:
                await FlushAsync();
                break;
            case Blow.Redis:
                await KillRedisAsync();
                break;
            default:
                var victim = _workers[random.Next(_workers.Length)];
                victim.Kill();
                victim.Start();
                break;
        }
    }

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : standard;

    private async Task FlushAsync()
    {
        using var redis = await ConnectionMultiplexer.ConnectAsync(_redis + ",allowAdmin=true");
        await redis.GetDatabase().ExecuteAsync("FLUSHALL");
    }

    private async Task KillRedisAsync()
    {
        int processId;
        using (var redis = await ConnectionMultiplexer.ConnectAsync(_redis))
        {
            var info = (string)(await redis.GetDatabase().ExecuteAsync("INFO", "server"))!;
            processId = int.Parse(info.Split("process_id:")[1].Split('\r')[0], CultureInfo.InvariantCulture);
        }

        using (var process = Process.GetProcessById(processId))
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        // The engine starts a store that has crashed again by itself.
        await Eventually.BecomesAsync(true, IsRedisBackAsync);
    }

    private async Task<bool> IsRedisBackAsync()
    {
        try
        {
            using var redis = await ConnectionMultiplexer.ConnectAsync(_redis + ",connectTimeout=500");
            return (await redis.GetDatabase().PingAsync()) > TimeSpan.Zero;
        }
        catch (RedisException)
        {
            return false;
        }
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = _database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private enum Blow
    {
        Workers,
        Api,
        Redis,
        Flush,
    }
}
