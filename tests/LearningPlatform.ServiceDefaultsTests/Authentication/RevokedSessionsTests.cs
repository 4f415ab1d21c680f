using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Authentication;

public sealed class RevokedSessionsTests(RedisServer redis) : IClassFixture<RedisServer>
{
    [Fact]
    public async Task A_session_that_ends_here_ends_everywhere()
    {
        await using var one = await StartAsync(redis);
        await using var two = await StartAsync(redis);
        var sessionId = Guid.CreateVersion7();
        await Sessions(one).RevokeAsync(sessionId);
        Sessions(one).IsRevoked(sessionId).ShouldBeTrue();
        await Eventually.HoldsAsync(() => Task.FromResult(Sessions(two).IsRevoked(sessionId)));
        Sessions(two).IsRevoked(Guid.CreateVersion7()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_service_that_starts_later_knows_it_from_its_first_request()
    {
        await using var one = await StartAsync(redis);
        var sessionId = Guid.CreateVersion7();
        await Sessions(one).RevokeAsync(sessionId);
        await using var later = await StartAsync(redis);
        Sessions(later).IsRevoked(sessionId).ShouldBeTrue();
    }

    [Fact]
    public async Task An_outage_of_redis_delays_it_but_loses_nothing()
    {
        var own = new RedisServer();
        await own.InitializeAsync();
        await using var one = await StartAsync(own);
        await using var two = await StartAsync(own);
        var sessionId = Guid.CreateVersion7();
        own.Kill();
        await Sessions(one).RevokeAsync(sessionId);
        Sessions(one).IsRevoked(sessionId).ShouldBeTrue();
        Sessions(two).IsRevoked(sessionId).ShouldBeFalse();
        await own.StartAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(Sessions(two).IsRevoked(sessionId)));
        await own.DisposeAsync();
    }

    [Fact]
    public async Task A_session_is_forgotten_when_its_tokens_have_expired()
    {
        var time = new ShiftedTime();
        await using var app = await TestApp.StartAsync(
            _ => { }, builder => WithRedis(builder).Services.AddSingleton<TimeProvider>(time), redis.Settings);
        var sessionId = Guid.CreateVersion7();
        await Sessions(app).RevokeAsync(sessionId);
        time.Shift(TimeSpan.FromMinutes(17));
        await Sessions(app).SyncAsync();
        Sessions(app).IsRevoked(sessionId).ShouldBeFalse();
        using var connection = redis.Connect();
        await Sessions(app).RevokeAsync(Guid.CreateVersion7());
        (await connection.GetDatabase().SortedSetScoreAsync("revoked-sessions", sessionId.ToString("N"))).ShouldBeNull();
    }

    private static RevokedSessions Sessions(TestApp app) => app.Services.GetRequiredService<RevokedSessions>();

    private static Task<TestApp> StartAsync(RedisServer redis) =>
        TestApp.StartAsync(_ => { }, builder => WithRedis(builder), redis.Settings);

    private static WebApplicationBuilder WithRedis(WebApplicationBuilder builder)
    {
        builder.AddRedis();
        return builder;
    }
}
