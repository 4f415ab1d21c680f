using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>
/// A provider on loopback that speaks OAuth 2.0's code flow as the RFCs say: codes for one use, bound to client, redirect address and
/// PKCE challenge; then OpenID Connect's userinfo, and GitHub's user and addresses.
/// </summary>
internal sealed class OAuthServer : IAsyncDisposable
{
    public const string ClientId = "our-client";
    public const string ClientSecret = "our-secret";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Grant> _codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Who> _tokens = new(StringComparer.Ordinal);

    private OAuthServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/authorize", Authorize);
        _app.MapPost("/token", TokenAsync);
        _app.MapGet("/userinfo", UserInfo);
        _app.MapGet("/user", GitHubUser);
        _app.MapGet("/user/emails", GitHubEmails);
    }

    /// <summary>Who is signed in at the provider.</summary>
    public Who Person { get; set; } = new("1001", "ada@example.com", true);

    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<OAuthServer> StartAsync()
    {
        var server = new OAuthServer();
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(
        string response_type, string client_id, string redirect_uri, string state, string code_challenge, string code_challenge_method)
    {
        if (response_type != "code" || client_id != ClientId || code_challenge_method != "S256" || code_challenge.Length != 43)
        {
            return Results.BadRequest();
        }

        var code = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _codes[code] = new(redirect_uri, code_challenge, Person);
        return Results.Redirect($"{redirect_uri}?code={code}&state={Uri.EscapeDataString(state)}");
    }

    private async Task<IResult> TokenAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["grant_type"] != "authorization_code" || form["client_id"] != ClientId || form["client_secret"] != ClientSecret
            || !_codes.TryRemove(form["code"].ToString(), out var grant)
            || grant.RedirectUri != form["redirect_uri"] || grant.Challenge != challenge)
        {
            return Results.Json(new { error = "invalid_grant" }, statusCode: StatusCodes.Status400BadRequest);
        }

        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        _tokens[token] = grant.Person;
        return Results.Json(new { access_token = token, token_type = "Bearer", expires_in = 3600 });
    }

    private IResult UserInfo(HttpRequest request) => Find(request) is not { } who
        ? Results.Unauthorized()
        : Results.Json(new { sub = who.Id, email = who.Email, email_verified = who.Verified, given_name = "Ada", family_name = "Lovelace" });

    private IResult GitHubUser(HttpRequest request) => Find(request) is not { } who
        ? Results.Unauthorized()
        : Results.Json(new { id = long.Parse(who.Id, System.Globalization.CultureInfo.InvariantCulture), login = "ada", name = "Ada Lovelace" });

    private IResult GitHubEmails(HttpRequest request) => Find(request) is not { } who
        ? Results.Unauthorized()
        : Results.Json(new[]
        {
            new { email = "other@example.com", primary = false, verified = true },
            new { email = who.Email, primary = true, verified = who.Verified },
        });

    private Who? Find(HttpRequest request) =>
        request.Headers.Authorization.ToString() is ['B', 'e', 'a', 'r', 'e', 'r', ' ', .. var token] && request.Headers.UserAgent.Count > 0
            ? _tokens.GetValueOrDefault(token)
            : null;

    internal sealed record Who(string Id, string Email, bool Verified);

    private sealed record Grant(string RedirectUri, string Challenge, Who Person);
}
