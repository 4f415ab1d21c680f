using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Authentication;

public sealed class AccessTokenTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(app =>
    {
        app.MapGet("/public", (ClaimsPrincipal user) => user.CallerOrNull()?.Role.ToString() ?? "nobody");
        app.MapGet("/me", (ClaimsPrincipal user) => user.Caller().UserId).RequireAuthorization(Policies.SignedIn);
        app.MapPost("/me", (ClaimsPrincipal user) => user.Caller().SessionId).RequireAuthorization(Policies.SignedIn);
        app.MapGet("/teach", (ClaimsPrincipal user) => user.Caller().Role.ToString()).RequireAuthorization(Policies.Teacher);
        app.MapGet("/rule", (ClaimsPrincipal user) => user.Caller().Role.ToString()).RequireAuthorization(Policies.Admin);
        app.MapGet("/ws/rooms/1", (ClaimsPrincipal user) => user.Caller().UserId).RequireAuthorization(Policies.SignedIn);
    }, settings: new Dictionary<string, string?> { ["Cors:Origins:0"] = "https://app.example" });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    public static TheoryData<string, Action<JsonObject>, Action<JsonObject>> Defects => new()
    {
        { "TOKEN_INVALID", claims => claims["iss"] = "http://localhost:8080/", _ => { } },
        { "TOKEN_INVALID", claims => claims["iss"] = "http://evil", _ => { } },
        { "TOKEN_INVALID", claims => claims.Remove("iss"), _ => { } },
        { "TOKEN_INVALID", claims => claims["aud"] = "learning-platform-2", _ => { } },
        { "TOKEN_INVALID", claims => claims.Remove("aud"), _ => { } },
        { "TOKEN_EXPIRED", claims => claims["exp"] = Ago(31), _ => { } },
        { "TOKEN_INVALID", claims => claims.Remove("exp"), _ => { } },
        { "TOKEN_INVALID", claims => claims["exp"] = "soon", _ => { } },
        { "TOKEN_INVALID", claims => claims["nbf"] = Ago(-60), _ => { } },
        { "TOKEN_INVALID", claims => claims["sub"] = "42", _ => { } },
        { "TOKEN_INVALID", claims => claims.Remove("sid"), _ => { } },
        { "TOKEN_INVALID", claims => claims["role"] = "root", _ => { } },
        { "TOKEN_INVALID", _ => { }, header => header["kid"] = "other" },
        { "TOKEN_INVALID", _ => { }, header => header.Remove("kid") },
        { "TOKEN_INVALID", _ => { }, header => header["alg"] = "none" },
        { "TOKEN_INVALID", _ => { }, header => header["alg"] = "ES384" },
        { "TOKEN_INVALID", _ => { }, header => header["alg"] = "HS256" },
        { "TOKEN_INVALID", claims => claims["x"] = new string('a', 9000), _ => { } },
    };

    [Fact]
    public async Task A_good_token_says_who_asks()
    {
        var userId = Guid.CreateVersion7();
        var token = _app.Tokens.Issue(change: claims => claims["sub"] = userId.ToString());
        for (var i = 0; i < 3; i++)
        {
            (await (await _app.GetAsync("/me", token)).Content.ReadFromJsonAsync<Guid>()).ShouldBe(userId);
        }
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public async Task A_defect_is_401(string code, Action<JsonObject> change, Action<JsonObject> changeHeader)
    {
        var token = _app.Tokens.Issue(change: change, changeHeader: changeHeader);
        var response = await _app.GetAsync("/me", token);
        await response.ShouldFailAsync(401, code);
        response.Headers.WwwAuthenticate.ShouldHaveSingleItem().ToString().ShouldStartWith("Bearer error=\"invalid_token\"");
        _app.Logs.ShouldContain(line => line.Message.StartsWith("An access token was refused", StringComparison.Ordinal));
        _app.Logs.ShouldNotContain(line => line.Message.Contains(token, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("a.b.c")]
    [InlineData("....")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.e30.")]
    [InlineData("eyJhbGciOiJFUzI1NiIsImtpZCI6MX0.e30.AAAA")]
    public async Task Text_that_is_no_token_is_401(string token) =>
        await (await _app.GetAsync("/me", token)).ShouldFailAsync(401, "TOKEN_INVALID");

    [Fact]
    public async Task A_changed_token_is_401_also_after_the_good_one_was_seen()
    {
        var token = _app.Tokens.Issue();
        (await _app.GetAsync("/me", token)).EnsureSuccessStatusCode();
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["role"] = "admin";
        var forged = $"{parts[0]}.{TokenIssuer.Encode(claims)}.{parts[2]}";
        await (await _app.GetAsync("/rule", forged)).ShouldFailAsync(401, "TOKEN_INVALID");
    }

    [Fact]
    public async Task A_token_signed_with_the_public_key_as_a_secret_is_401()
    {
        var header = TokenIssuer.Encode(new JsonObject { ["alg"] = "HS256", ["kid"] = _app.Tokens.KeyId });
        var content = $"{header}.{_app.Tokens.Issue().Split('.')[1]}";
        var signature = HMACSHA256.HashData(_app.Tokens.PublicBytes(), Encoding.ASCII.GetBytes(content));
        await (await _app.GetAsync("/me", $"{content}.{Base64Url.EncodeToString(signature)}")).ShouldFailAsync(401, "TOKEN_INVALID");
    }

    [Fact]
    public async Task Clocks_may_differ_by_half_a_minute()
    {
        (await _app.GetAsync("/me", _app.Tokens.Issue(change: claims => claims["exp"] = Ago(20)))).EnsureSuccessStatusCode();
        (await _app.GetAsync("/me", _app.Tokens.Issue(change: claims => claims["nbf"] = Ago(-20)))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_retired_key_ends_tokens_that_were_seen_before()
    {
        var token = _app.Tokens.Issue();
        (await _app.GetAsync("/me", token)).EnsureSuccessStatusCode();
        _app.Tokens.IsRetired = true;
        await (await _app.GetAsync("/me", token)).ShouldFailAsync(401, "TOKEN_INVALID");
    }

    [Fact]
    public async Task A_revoked_session_ends_tokens_that_were_seen_before()
    {
        var sessionId = Guid.CreateVersion7();
        var token = _app.Tokens.Issue(change: claims => claims["sid"] = sessionId.ToString());
        (await _app.GetAsync("/me", token)).EnsureSuccessStatusCode();
        await _app.Services.GetRequiredService<RevokedSessions>().RevokeAsync(sessionId);
        await (await _app.GetAsync("/me", token)).ShouldFailAsync(401, "SESSION_REVOKED");
    }

    [Fact]
    public async Task Nobody_is_401_without_an_error_and_the_public_passes()
    {
        var response = await _app.Client.GetAsync("/me");
        await response.ShouldFailAsync(401, "UNAUTHENTICATED");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        (await _app.Client.GetStringAsync("/public")).ShouldBe("nobody");
        (await (await _app.GetAsync("/public", "broken")).Content.ReadAsStringAsync()).ShouldBe("nobody");
        (await (await _app.GetAsync("/public", _app.Tokens.Issue("admin"))).Content.ReadAsStringAsync()).ShouldBe("Admin");
    }

    [Theory]
    [InlineData("student", "/teach", false)]
    [InlineData("instructor", "/teach", true)]
    [InlineData("admin", "/teach", true)]
    [InlineData("student", "/rule", false)]
    [InlineData("instructor", "/rule", false)]
    [InlineData("admin", "/rule", true)]
    public async Task Roles_open_their_doors_only(string role, string path, bool isOpen)
    {
        var response = await _app.GetAsync(path, _app.Tokens.Issue(role));
        if (isOpen)
        {
            response.EnsureSuccessStatusCode();
        }
        else
        {
            await response.ShouldFailAsync(403, "FORBIDDEN");
        }
    }

    [Fact]
    public async Task A_cookie_signs_in_but_changes_nothing_without_the_csrf_token()
    {
        var token = _app.Tokens.Issue(change: claims => claims["csrf"] = TokenIssuer.Hash("s3cret"));
        (await ByCookieAsync(HttpMethod.Get, "/me", token)).EnsureSuccessStatusCode();
        (await ByCookieAsync(HttpMethod.Post, "/me", token, ("X-CSRF-Token", "s3cret"))).EnsureSuccessStatusCode();
        await (await ByCookieAsync(HttpMethod.Post, "/me", token)).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        await (await ByCookieAsync(HttpMethod.Post, "/me", token, ("X-CSRF-Token", "guess"))).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        var bearerOnly = _app.Tokens.Issue();
        await (await ByCookieAsync(HttpMethod.Post, "/me", bearerOnly, ("X-CSRF-Token", ""))).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
    }

    [Fact]
    public async Task The_query_carries_a_token_for_sockets_only()
    {
        var token = _app.Tokens.Issue();
        (await _app.Client.GetAsync($"/ws/rooms/1?access_token={token}")).EnsureSuccessStatusCode();
        await (await _app.Client.GetAsync($"/me?access_token={token}")).ShouldFailAsync(401, "UNAUTHENTICATED");
    }

    [Fact]
    public async Task A_socket_by_cookie_must_come_from_a_known_origin()
    {
        var token = _app.Tokens.Issue();
        (await ByCookieAsync(HttpMethod.Get, "/ws/rooms/1", token, ("Origin", "https://app.example"))).EnsureSuccessStatusCode();
        var own = _app.Address.GetLeftPart(UriPartial.Authority);
        (await ByCookieAsync(HttpMethod.Get, "/ws/rooms/1", token, ("Origin", own))).EnsureSuccessStatusCode();
        var strange = await ByCookieAsync(HttpMethod.Get, "/ws/rooms/1", token, ("Origin", "https://evil"));
        await strange.ShouldFailAsync(403, "ORIGIN_NOT_ALLOWED");
        await (await ByCookieAsync(HttpMethod.Get, "/ws/rooms/1", token)).ShouldFailAsync(403, "ORIGIN_NOT_ALLOWED");
    }

    private static long Ago(int seconds) => DateTimeOffset.UtcNow.AddSeconds(-seconds).ToUnixTimeSeconds();

    private Task<HttpResponseMessage> ByCookieAsync(
        HttpMethod method, string path, string token, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { { "Cookie", $"theme=dark; access_token={token}" } } };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _app.Client.SendAsync(request);
    }
}
