using System.Net;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;
using LearningPlatform.ServiceDefaultsTests.Support;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaultsTests.RateLimiting;

public sealed class RateLimitTests(RedisServer redis) : IClassFixture<RedisServer>
{
    private static int _lastAddress;

    [Fact]
    public async Task An_address_has_its_limit_and_is_told()
    {
        await using var app = await StartAsync(("Default:PerAddress", 5));
        var address = NewAddress();
        for (var left = 4; left >= 0; left--)
        {
            var response = await GetAsync(app, "/courses", address);
            response.EnsureSuccessStatusCode();
            Header(response, "RateLimit-Limit").ShouldBe("5");
            Header(response, "RateLimit-Remaining").ShouldBe($"{left}");
            Header(response, "RateLimit-Policy").ShouldBe("5;w=60");
            int.Parse(Header(response, "RateLimit-Reset")).ShouldBeInRange(1, 60);
        }

        var refused = await GetAsync(app, "/courses", address);
        await refused.ShouldFailAsync(HttpStatusCode.TooManyRequests, "RATE_LIMITED");
        Header(refused, "RateLimit-Remaining").ShouldBe("0");
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 120);
        (await GetAsync(app, "/courses", NewAddress())).EnsureSuccessStatusCode();
        (await app.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Unknown_routes_count_too()
    {
        await using var app = await StartAsync(("Default:PerAddress", 1));
        var address = NewAddress();
        await (await GetAsync(app, "/nowhere", address)).ShouldFailAsync(404, "ROUTE_NOT_FOUND");
        await (await GetAsync(app, "/nowhere", address)).ShouldFailAsync(429, "RATE_LIMITED");
    }

    [Fact]
    public async Task A_user_has_one_limit_from_everywhere()
    {
        await using var app = await StartAsync(("Default:PerUser", 3));
        var token = app.Tokens.Issue();
        for (var i = 0; i < 3; i++)
        {
            (await GetAsync(app, "/courses", NewAddress(), token)).EnsureSuccessStatusCode();
        }

        await (await GetAsync(app, "/courses", NewAddress(), token)).ShouldFailAsync(429, "RATE_LIMITED");
        (await GetAsync(app, "/courses", NewAddress(), app.Tokens.Issue())).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Replicas_agree_within_moments()
    {
        await using var one = await StartAsync(("Default:PerAddress", 100));
        await using var two = await StartAsync(("Default:PerAddress", 100));
        var address = NewAddress();
        for (var i = 0; i < 60; i++)
        {
            (await GetAsync(one, "/courses", address)).EnsureSuccessStatusCode();
        }

        // The second replica hears of them after its own first request.
        await Eventually.HoldsAsync(async () =>
            int.Parse(Header(await GetAsync(two, "/courses", address), "RateLimit-Remaining")) < 40);
        await Eventually.HoldsAsync(async () => (await GetAsync(two, "/courses", address)).StatusCode == HttpStatusCode.TooManyRequests);
        await Eventually.HoldsAsync(async () => (await GetAsync(one, "/courses", address)).StatusCode == HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task A_strict_limit_holds_over_replicas_at_once()
    {
        await using var one = await StartAsync(("Auth:PerAddress", 10));
        await using var two = await StartAsync(("Auth:PerAddress", 10));
        var address = NewAddress();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => GetAsync(i % 2 == 0 ? one : two, "/login", address)));
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(10);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.TooManyRequests).ShouldBe(50);
        var refused = await GetAsync(one, "/login", address);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 6);
        Header(refused, "RateLimit-Limit").ShouldBe("10");
    }

    [Fact]
    public async Task A_strict_limit_may_be_as_good_as_none()
    {
        await using var app = await StartAsync(("Auth:PerAddress", 1_000_000_000));
        var address = NewAddress();
        for (var i = 0; i < 3; i++)
        {
            (await GetAsync(app, "/login", address)).EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task An_account_is_guarded_from_everywhere()
    {
        await using var app = await StartAsync(("Auth:PerUser", 4));
        var account = $"{Guid.NewGuid()}@example.com";
        foreach (var spelling in new[] { account, account.ToUpperInvariant(), $" {account}", account })
        {
            (await GetAsync(app, $"/account?name={Uri.EscapeDataString(spelling)}", NewAddress())).EnsureSuccessStatusCode();
        }

        var refused = await GetAsync(app, $"/account?name={account}", NewAddress());
        await refused.ShouldFailAsync(429, "RATE_LIMITED");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        using var connection = redis.Connect();
        var keys = connection.GetServer(connection.GetEndPoints()[0]).Keys(pattern: "*").Select(key => (string?)key);
        keys.ShouldNotContain(key => key!.Contains("example.com", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reads_go_on_without_redis_and_sign_in_does_not()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        await using var app = await StartAsync(own);
        var address = NewAddress();
        (await GetAsync(app, "/login", address)).EnsureSuccessStatusCode();
        own.Kill();
        await Eventually.HoldsAsync(async () => (await GetAsync(app, "/login", address)).StatusCode == HttpStatusCode.ServiceUnavailable);
        var refused = await GetAsync(app, "/login", address);
        await refused.ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        (await GetAsync(app, "/courses", address)).EnsureSuccessStatusCode();

        await own.StartAsync();
        await Eventually.HoldsAsync(async () => (await GetAsync(app, "/login", address)).IsSuccessStatusCode);
        await own.DisposeAsync();
    }

    [Fact]
    public async Task Counting_asks_redis_seldom()
    {
        await using var app = await StartAsync(("Default:PerAddress", 3000));
        var address = NewAddress();
        using var connection = redis.Connect();
        var before = Scripts(connection);
        for (var i = 0; i < 500; i++)
        {
            (await GetAsync(app, "/courses", address)).EnsureSuccessStatusCode();
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Scripts(connection) > before));
        (Scripts(connection) - before).ShouldBeLessThan(60);
    }

    [Fact]
    public async Task Uploads_have_numbers_of_their_own()
    {
        await using var app = await StartAsync(("Upload:PerAddress", 1));
        var address = NewAddress();
        (await GetAsync(app, "/upload", address)).EnsureSuccessStatusCode();
        await (await GetAsync(app, "/upload", address)).ShouldFailAsync(429, "RATE_LIMITED");
        (await GetAsync(app, "/courses", address)).EnsureSuccessStatusCode();
    }

    private Task<TestApp> StartAsync(params (string Name, int Limit)[] limits) => StartAsync(redis, limits);

    private static Task<TestApp> StartAsync(RedisServer redis, params (string Name, int Limit)[] limits)
    {
        var settings = new Dictionary<string, string?>(redis.Settings) { ["ForwardedHeaders:KnownNetworks"] = "127.0.0.0/8" };
        foreach (var (name, limit) in limits)
        {
            settings[$"RateLimits:{name}"] = $"{limit}";
        }

        return TestApp.StartAsync(
            app =>
            {
                app.MapGet("/courses", () => "courses");
                app.MapGet("/login", () => "in").RequireRateLimit(RateLimits.Auth);
                app.MapGet("/upload", () => "up").RequireRateLimit(RateLimits.Upload);
                app.MapGet("/account", TryAsync);
            },
            builder => builder.AddRedis(),
            settings);
    }

    private static async Task<Reply<string>> TryAsync(string name, HttpContext context, RateLimiter limiter) =>
        await limiter.CheckAccountAsync(context, name) is { } failure ? failure : "in";

    /// <summary>Every test has clients of its own.</summary>
    private static string NewAddress() => $"10.1.{Interlocked.Increment(ref _lastAddress) / 250}.{_lastAddress % 250}";

    private static Task<HttpResponseMessage> GetAsync(TestApp app, string path, string address, string? token = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", address } } };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return app.Client.SendAsync(request);
    }

    /// <summary>How many scripts Redis has run.</summary>
    private static int Scripts(ConnectionMultiplexer connection) => connection.GetServer(connection.GetEndPoints()[0]).Info("commandstats")
        .SelectMany(section => section)
        .Where(line => line.Key is "cmdstat_eval" or "cmdstat_evalsha")
        .Sum(line => int.Parse(line.Value.Split(',')[0].Split('=')[1]));

    private static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));
}
