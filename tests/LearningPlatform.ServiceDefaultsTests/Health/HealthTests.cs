using System.Net;
using System.Text.Json;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Health;

public sealed class HealthTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_dependency_that_is_away_degrades_and_heals_by_itself()
    {
        await using var app = await TestApp.StartAsync(_ => { }, WithRedis, redis.Settings);
        var (status, report) = await GetAsync(app, "/health");
        status.ShouldBe(HttpStatusCode.OK);
        report.GetProperty("status").GetString().ShouldBe("healthy");
        report.GetProperty("dependencies").GetProperty("redis").GetProperty("status").GetString().ShouldBe("healthy");
        report.GetProperty("dependencies").GetProperty("redis").GetProperty("latency_ms").GetDouble().ShouldBeGreaterThan(0);
        report.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        report.GetProperty("uptime_seconds").GetInt64().ShouldBeGreaterThanOrEqualTo(0);

        redis.Kill();
        await Eventually.HoldsAsync(async () => await StatusAsync(app, "/health") == "degraded");
        (status, report) = await GetAsync(app, "/health/ready");
        status.ShouldBe(HttpStatusCode.OK);
        var state = report.GetProperty("dependencies").GetProperty("redis");
        state.GetProperty("error").GetString().ShouldBeOneOf("unreachable", "timeout");
        report.ToString().ShouldNotContain("127.0.0.1");

        await redis.StartAsync();
        await Eventually.HoldsAsync(async () => await StatusAsync(app, "/health") == "healthy");
    }

    [Fact]
    public async Task Without_postgres_the_service_is_not_ready_but_alive()
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:learning"] = $"Host=127.0.0.1;Port={FreePort.Next()};Username=nobody;Password=secret;Database=x",
        };
        await using var app = await TestApp.StartAsync(_ => { }, builder => builder.AddNpgsqlDataSource("learning"), settings);
        foreach (var path in new[] { "/health", "/health/ready" })
        {
            var (status, report) = await GetAsync(app, path);
            status.ShouldBe(HttpStatusCode.ServiceUnavailable);
            report.GetProperty("status").GetString().ShouldBe("unhealthy");
            report.GetProperty("dependencies").GetProperty("postgres").GetProperty("error").GetString().ShouldBe("unreachable");
            report.ToString().ShouldNotContain("secret");
        }

        foreach (var path in new[] { "/health/live", "/alive" })
        {
            (await GetAsync(app, path)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_probe_that_hangs_is_given_up()
    {
        await using var app = await TestApp.StartAsync(_ => { }, builder =>
            builder.AddDependency("storage", (_, _) => Task.Delay(Timeout.Infinite, CancellationToken.None), required: false));
        var (status, report) = await GetAsync(app, "/health");
        status.ShouldBe(HttpStatusCode.OK);
        report.GetProperty("status").GetString().ShouldBe("degraded");
        report.GetProperty("dependencies").GetProperty("storage").GetProperty("error").GetString().ShouldBe("timeout");
    }

    [Fact]
    public async Task A_flood_of_requests_is_one_probe()
    {
        var probes = 0;
        var gate = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(_ => { }, builder => builder.AddDependency(
            "storage",
            (_, _) =>
            {
                Interlocked.Increment(ref probes);
                return gate.Task;
            },
            required: true));
        var requests = Enumerable.Range(0, 50).Select(_ => app.Client.GetAsync("/health/ready")).ToList();
        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref probes) > 0));
        gate.SetResult();
        (await Task.WhenAll(requests)).ShouldAllBe(response => response.StatusCode == HttpStatusCode.OK);
        probes.ShouldBe(1);
    }

    [Fact]
    public async Task A_stop_turns_readiness_off_first_and_finishes_what_runs()
    {
        var began = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(
            a => a.MapGet("/long", async () =>
            {
                began.SetResult();
                await finish.Task;
                return "done";
            }),
            settings: new Dictionary<string, string?> { ["Shutdown:DrainSeconds"] = "2" });
        var running = app.Client.GetStringAsync("/long");
        await began.Task;
        var stopped = app.StopAsync();
        await Eventually.HoldsAsync(async () => (await GetAsync(app, "/health/ready")).Status == HttpStatusCode.ServiceUnavailable);
        (await GetAsync(app, "/health/live")).Status.ShouldBe(HttpStatusCode.OK);
        stopped.IsCompleted.ShouldBeFalse();
        finish.SetResult();
        (await running).ShouldBe("done");
        await stopped;
    }

    private static void WithRedis(WebApplicationBuilder builder) =>
        builder.AddRedis();

    private static async Task<(HttpStatusCode Status, JsonElement Report)> GetAsync(TestApp app, string path)
    {
        var response = await app.Client.GetAsync(path);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private static async Task<string?> StatusAsync(TestApp app, string path) =>
        (await GetAsync(app, path)).Report.GetProperty("status").GetString();
}
