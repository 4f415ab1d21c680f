using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core.Identity.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>Access tokens that are not ours, not any more, or not what they say.</summary>
public sealed class TokenAbuseTests(SharedApi shared) : SharedIdentityTest(shared)
{
    private const string Issuer = "http://localhost:8080";
    private const string Audience = "learning-platform";
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    [Fact]
    public async Task Every_abused_token_is_401_and_logged_without_the_token_and_a_right_one_is_not()
    {
        var person = await Api.SignInAsAsync(Core.Identity.Role.Student);
        var key = await Api.Services.GetRequiredService<SigningKeys>().CurrentAsync(CancellationToken.None);
        using var strangersKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTime.UtcNow;
        string Token(
            SigningCredentials? by = null, string issuer = Issuer, string audience = Audience, int notBefore = -60, int expires = 600) =>
            _handler.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = issuer,
                Audience = audience,
                NotBefore = now.AddSeconds(notBefore),
                IssuedAt = now.AddSeconds(notBefore),
                Expires = now.AddSeconds(expires),
                SigningCredentials = by ?? key.Credentials,
                Claims = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["sub"] = person.Id.ToString(),
                    ["sid"] = Guid.NewGuid().ToString(),
                    ["role"] = "admin",
                    ["jti"] = "1",
                },
            });
        var right = Token();
        var parts = right.Split('.');
        var wrongKey = new SigningCredentials(new ECDsaSecurityKey(strangersKey) { KeyId = key.Id }, SecurityAlgorithms.EcdsaSha256);
        var unknownKey = new SigningCredentials(new ECDsaSecurityKey(strangersKey) { KeyId = "unknown" }, SecurityAlgorithms.EcdsaSha256);
        var publicKeyAsSecret = new SigningCredentials(
            new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key.Key.ECDsa.ExportSubjectPublicKeyInfoPem())) { KeyId = key.Id },
            SecurityAlgorithms.HmacSha256);
        var none = Encode($$"""{"alg":"none","typ":"JWT","kid":"{{key.Id}}"}""");

        (await StatusAsync(right)).ShouldBe(HttpStatusCode.OK, "the cases below differ from this one in one thing each");
        var abused = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["wrong key"] = Token(wrongKey),
            ["unknown key"] = Token(unknownKey),
            ["alg none, no signature"] = $"{none}.{parts[1]}.",
            ["alg none, right signature"] = $"{none}.{parts[1]}.{parts[2]}",
            ["HS256 with the public key"] = Token(publicKeyAsSecret),
            ["expired"] = Token(notBefore: -2000, expires: -1000),
            ["not yet valid"] = Token(notBefore: 300, expires: 900),
            ["wrong audience"] = Token(audience: "somebody-else"),
            ["wrong issuer"] = Token(issuer: "https://evil.example"),
            ["truncated"] = right[..^10],
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["changed payload"] = $"{parts[0]}.{Encode("""{"sub":"x","role":"admin"}""")}.{parts[2]}",
            ["10 kB"] = new string('a', 10 * 1024),
            ["10 kB in three parts"] = $"{parts[0]}.{new string('a', 10 * 1024)}.{parts[2]}",
            ["empty parts"] = "..",
            ["a refresh token"] = RefreshOf(await SignInAsync(person.Email)),
        };
        foreach (var (name, token) in abused)
        {
            using var log = Record();
            (await StatusAsync(token)).ShouldBe(HttpStatusCode.Unauthorized, name);
            ShouldBeLogged(log, "An access token was refused", token, name);
        }
    }

    [Fact]
    public async Task A_revoked_sessions_token_is_401_at_once()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());
        (await StatusAsync(AccessOf(signedIn))).ShouldBe(HttpStatusCode.OK);

        await PostAsync("/api/v1/auth/logout", null, AccessOf(signedIn));

        using var log = Record();
        (await StatusAsync(AccessOf(signedIn))).ShouldBe(HttpStatusCode.Unauthorized);
        ShouldBeLogged(log, "An access token was refused: SessionRevoked", AccessOf(signedIn), "revoked");
        (await RefreshAsync(RefreshOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ShouldBeLogged(log, "A refresh token was refused: expired or its session has ended", RefreshOf(signedIn), "revoked");
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_refresh_token_that_never_was_is_401(string token) =>
        (await (await RefreshAsync(token)).ErrorAsync(HttpStatusCode.Unauthorized)).ShouldBe("INVALID_REFRESH_TOKEN");

    [Fact]
    public async Task A_truncated_or_huge_refresh_token_is_401_and_ends_nothing()
    {
        var signedIn = await SignInAsync(await NewPersonAsync());

        foreach (var token in (string[])[RefreshOf(signedIn)[..^1], new string('a', 10 * 1024), RefreshOf(signedIn).ToUpperInvariant()])
        {
            using var log = Record();
            (await RefreshAsync(token)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            ShouldBeLogged(log, "A refresh token was refused", token, $"{token.Length} characters");
        }

        (await RefreshAsync(RefreshOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task New_signing_keys_sign_nobody_out_and_old_ones_leave_in_time()
    {
        await StartWithOneKeyAsync();
        var signedIn = await SignInAsync(await NewPersonAsync());
        (await KeysAsync()).Count.ShouldBe(1);
        // As if the key were 29 days and some hours old: the next one is due to be published.
        await AgeAsync("29 days 2 hours");
        var ahead = await KeysAsync();
        ahead.Count.ShouldBe(2);
        (await StatusAsync(AccessOf(signedIn))).ShouldBe(HttpStatusCode.OK);

        await AgeAsync("22 hours 5 minutes");
        var next = await SignInAsync(await NewPersonAsync());

        KidOf(next).ShouldNotBe(KidOf(signedIn));
        ahead.ShouldContain(KidOf(next), "it was published before it signed");
        (await StatusAsync(AccessOf(signedIn))).ShouldBe(HttpStatusCode.OK, "the old key still counts");
        (await RefreshAsync(RefreshOf(signedIn))).StatusCode.ShouldBe(HttpStatusCode.OK);

        await AgeAsync("1 hour");
        (await KeysAsync()).ShouldBe([KidOf(next)]);
        (await StatusAsync(AccessOf(signedIn))).ShouldBe(HttpStatusCode.Unauthorized, "its tokens have expired long since");
        (await StatusAsync(AccessOf(next))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Replicas_that_start_together_make_one_key()
    {
        await StartWithOneKeyAsync();
        var rings = Enumerable.Range(0, 10).Select(_ => new SigningKeys(Api.Services.GetRequiredService<SigningKeyStore>(), TimeProvider.System));

        var keys = await Task.WhenAll(rings.Select(ring => ring.CurrentAsync(CancellationToken.None).AsTask()));

        keys.Select(key => key.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from signing_keys")).ShouldBe(1);
    }

    [Fact]
    public async Task Private_keys_are_stored_encrypted()
    {
        var key = await Api.Services.GetRequiredService<SigningKeys>().CurrentAsync(CancellationToken.None);
        var secret = key.Key.ECDsa.ExportParameters(true).D!;

        (await ScalarAsync<bool>("select bool_or(position($1 in private_key) > 0) from signing_keys", secret)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_reused_refresh_token_is_401_and_logged()
    {
        var first = RefreshOf(await SignInAsync(await NewPersonAsync()));
        var second = RefreshOf(await (await RefreshAsync(first)).DataAsync());
        (await RefreshAsync(second)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var log = Record();
        (await RefreshAsync(first)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        ShouldBeLogged(log, "A refresh token was used again", first, "reused");
    }

    private RecordedLog Record()
    {
        var log = new RecordedLog();
        Api.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        return log;
    }

    private static void ShouldBeLogged(RecordedLog log, string text, string token, string name)
    {
        log.Lines.ShouldContain(line => line.Contains(text, StringComparison.Ordinal), name);
        // Parts of some are just what any request has.
        var secrets = token.Split('.').Where(part => part.Length > 20);
        secrets.ShouldAllBe(secret => !log.Lines.Any(line => line.Contains(secret, StringComparison.Ordinal)), name);
    }

    /// <summary>Other tests of this class change keys too.</summary>
    private async Task StartWithOneKeyAsync()
    {
        await ScalarAsync<long>("with d as (delete from signing_keys returning 1) select count(*) from d");
        Api.Services.GetRequiredService<SigningKeys>().Forget();
    }

    private async Task AgeAsync(string by)
    {
        await ScalarAsync<long>($"with u as (update signing_keys set active_from = active_from - interval '{by}' returning 1) select count(*) from u");
        // The ring reads again after five minutes; here it is told.
        Api.Services.GetRequiredService<SigningKeys>().Forget();
    }

    private async Task<List<string>> KeysAsync() =>
        [.. (await Api.Stranger().GetFromJsonAsync<JsonElement>("/.well-known/jwks.json")).GetProperty("keys").EnumerateArray()
            .Select(key => key.GetProperty("kid").GetString()!)];

    private static string KidOf(JsonElement signedIn) => new JsonWebToken(AccessOf(signedIn)).Kid;

    private static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    private async Task<HttpStatusCode> StatusAsync(string token) =>
        (await SendAsync(HttpMethod.Get, "/api/v1/auth/sessions", token: token)).StatusCode;
}
