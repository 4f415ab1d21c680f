using System.Net.Sockets;
using LearningPlatform.ServiceDefaultsTests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaultsTests.Errors;

public sealed class ExceptionTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _aborted = new();
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(app =>
    {
        app.MapGet("/fault", string () => throw new InvalidOperationException("secret of the house"));
        app.MapGet("/postgres-away", string () => throw new NpgsqlException("host store-seven", new SocketException(111)));
        app.MapGet("/postgres-wrapped", string () =>
            throw new DbUpdateException("update", new NpgsqlException("host store-seven", new IOException("gone"))));
        app.MapGet("/redis-away", () => ConnectionMultiplexer.Connect("127.0.0.1:1,connectTimeout=200,connectRetry=1").Configuration);
        app.MapGet("/broken-store", string () => throw new System.Text.Json.JsonException("ours"));
        app.MapPut("/stale", string () => throw new DbUpdateConcurrencyException());
        app.MapGet("/started", StartedAsync);
        app.MapGet("/unsent", UnsentAsync);
        app.MapGet("/slow", SlowAsync);
    });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task A_fault_is_500_says_nothing_and_is_logged_whole()
    {
        var response = await _app.Client.GetAsync("/fault");
        await response.ShouldFailAsync(500, "INTERNAL_ERROR");
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("secret");
        _app.Logs.ShouldContain(line => line.Level == LogLevel.Error && line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task A_broken_document_of_our_own_is_our_fault() =>
        await (await _app.Client.GetAsync("/broken-store")).ShouldFailAsync(500, "INTERNAL_ERROR");

    [Theory]
    [InlineData("/postgres-away")]
    [InlineData("/postgres-wrapped")]
    [InlineData("/redis-away")]
    public async Task A_store_that_is_away_is_503_with_retry_after(string path)
    {
        var response = await _app.Client.GetAsync(path);
        await response.ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        response.Headers.RetryAfter?.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("store-seven");
    }

    [Fact]
    public async Task A_lost_race_is_409_or_412_with_if_match()
    {
        await (await _app.Client.PutAsync("/stale", null)).ShouldFailAsync(409, "CONCURRENT_CHANGE");
        using var request = new HttpRequestMessage(HttpMethod.Put, "/stale") { Headers = { { "If-Match", "\"3\"" } } };
        await (await _app.Client.SendAsync(request)).ShouldFailAsync(412, "PRECONDITION_FAILED");
    }

    [Theory]
    [InlineData("/started")]
    [InlineData("/unsent")]
    public async Task An_answer_under_way_is_cut_off_instead_of_mixed(string path) =>
        await Should.ThrowAsync<HttpRequestException>(() => _app.Client.GetStringAsync(path));

    [Fact]
    public async Task A_client_that_leaves_is_no_error()
    {
        using var leave = new CancellationTokenSource();
        var request = _app.Client.GetAsync("/slow", leave.Token);
        while (!_app.Logs.Any(line => line.Message == "slow has begun"))
        {
            await Task.Yield();
        }

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => request);
        await _aborted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Task.FromResult(
            _app.Logs.Any(line => line.Message.StartsWith("The client went away", StringComparison.Ordinal))));
        await _app.StopAsync();
        _app.Logs.ShouldNotContain(line => line.Level >= LogLevel.Error);
    }

    private static async Task StartedAsync(HttpResponse response)
    {
        await response.WriteAsync("half an ");
        await response.Body.FlushAsync();
        throw new InvalidOperationException("late");
    }

    private static Task UnsentAsync(HttpResponse response)
    {
        response.BodyWriter.GetSpan(8)[..8].Fill((byte)'x');
        response.BodyWriter.Advance(8);
        throw new InvalidOperationException("late");
    }

    private async Task SlowAsync(HttpContext context, ILogger<ExceptionTests> logger)
    {
        logger.LogInformation("slow has begun");
        try
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        finally
        {
            _aborted.SetResult();
        }
    }
}
