using System.Security.Claims;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaultsTests.Support;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.ServiceDefaultsTests.Authentication;

public sealed class JwksTokenKeysTests : IAsyncLifetime
{
    private readonly JwksServer _api = new();
    private readonly ShiftedTime _time = new();

    public Task InitializeAsync() => _api.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Tokens_of_the_api_are_good_everywhere_and_its_keys_are_read_once()
    {
        await using var app = await StartAsync();
        for (var i = 0; i < 5; i++)
        {
            (await app.GetAsync("/me", _api.Issuer.Issue())).EnsureSuccessStatusCode();
        }

        _api.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Made_up_key_ids_do_not_flood_the_api()
    {
        await using var app = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(async i =>
        {
            var token = _api.Issuer.Issue(changeHeader: header => header["kid"] = $"made-up-{i}");
            await (await app.GetAsync("/me", token)).ShouldFailAsync(401, "TOKEN_INVALID");
        }));
        _api.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_new_key_is_found_after_a_pause_and_a_retired_one_goes()
    {
        await using var app = await StartAsync();
        var old = _api.Issuer.Issue();
        (await app.GetAsync("/me", old)).EnsureSuccessStatusCode();
        _api.Issuer = new TokenIssuer { KeyId = "key-2" };
        var young = _api.Issuer.Issue();
        await (await app.GetAsync("/me", young)).ShouldFailAsync(401, "TOKEN_INVALID");
        _time.Shift(TimeSpan.FromSeconds(11));
        (await app.GetAsync("/me", young)).EnsureSuccessStatusCode();
        await (await app.GetAsync("/me", old)).ShouldFailAsync(401, "TOKEN_INVALID");
    }

    [Fact]
    public async Task Known_keys_stay_while_the_api_is_away()
    {
        await using var app = await StartAsync();
        (await app.GetAsync("/me", _api.Issuer.Issue())).EnsureSuccessStatusCode();
        await _api.DisposeAsync();
        _time.Shift(TimeSpan.FromMinutes(6));
        var token = _api.Issuer.Issue(change: claims => claims["exp"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds());
        (await app.GetAsync("/me", token)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Before_the_first_keys_a_token_is_neither_good_nor_bad()
    {
        await _api.DisposeAsync();
        await using var app = await StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await (await app.GetAsync("/me", _api.Issuer.Issue())).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        }

        await _api.StartAsync();
        _time.Shift(TimeSpan.FromSeconds(11));
        (await app.GetAsync("/me", _api.Issuer.Issue())).EnsureSuccessStatusCode();
    }

    private Task<TestApp> StartAsync() => TestApp.StartAsync(
        app => app.MapGet("/me", (ClaimsPrincipal user) => user.Caller().UserId).RequireAuthorization(Policies.SignedIn),
        builder => builder.Services.RemoveAll<ITokenKeys>().RemoveAll<TimeProvider>()
            .AddSingleton<ITokenKeys, JwksTokenKeys>().AddSingleton<TimeProvider>(_time),
        new Dictionary<string, string?> { ["services:api:http:0"] = _api.Address });
}
