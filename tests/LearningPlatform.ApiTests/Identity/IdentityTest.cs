using System.Net.Http.Headers;
using Npgsql;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>What the tests of accounts share: no request limits in the way, client addresses by header, the mailbox.</summary>
public abstract class IdentityTest(StoresFixture stores) : ApiTest(stores)
{
    protected const string Password = ApiFactory.Password;

    private HttpClient? _bare;

    protected override (string Key, string? Value)[] Settings =>
    [
        ("RateLimits:Auth:PerAddress", "0"),
        ("RateLimits:Auth:PerUser", "0"),
        ("RateLimits:Default:PerAddress", "0"),
        ("RateLimits:Default:PerUser", "0"),
        ("ForwardedHeaders:KnownProxies", "127.0.0.1"),
        ("Mail:Mailbox", "true"),
    ];

    protected static object Login(string email, string password = Password) => new { email, password };

    protected Task<HttpResponseMessage> PostAsync(string path, object? body, string? token = null, string? from = null) =>
        SendAsync(HttpMethod.Post, path, body, token, from);

    protected async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, object? body = null, string? token = null, string? from = null, string? cookie = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (from is not null)
        {
            request.Headers.Add("X-Forwarded-For", from);
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        // No redirects followed and no cookies kept: tests look at both themselves.
        _bare ??= Api.CreateClient(new() { AllowAutoRedirect = false, HandleCookies = false });
        return await _bare.SendAsync(request);
    }

    public override async Task DisposeAsync()
    {
        _bare?.Dispose();
        await base.DisposeAsync();
    }

    /// <summary>A new person with a verified address; nobody is signed in yet.</summary>
    protected async Task<string> NewPersonAsync() => (await Api.SignInAsAsync(Core.Identity.Role.Student)).Email;

    /// <summary>What login answers for <paramref name="email"/>.</summary>
    protected async Task<JsonElement> SignInAsync(string email, string password = Password) =>
        await (await PostAsync("/api/v1/auth/login", Login(email, password))).DataAsync();

    protected static string AccessOf(JsonElement signedIn) => signedIn.GetProperty("access_token").GetString()!;

    protected static string RefreshOf(JsonElement signedIn) => signedIn.GetProperty("refresh_token").GetString()!;

    protected Task<HttpResponseMessage> RefreshAsync(string token) => PostAsync("/api/v1/auth/refresh", new { refresh_token = token });

    /// <summary>Mails to <paramref name="to"/>, the newest first.</summary>
    protected async Task<JsonElement[]> MailsAsync(string to) =>
        [.. (await Api.Stranger().GetFromJsonAsync<JsonElement>($"/dev/mailbox?to={Uri.EscapeDataString(to)}")).EnumerateArray()];

    /// <summary>The token in the link of the newest mail.</summary>
    protected async Task<string> MailedTokenAsync(string to)
    {
        var link = (await MailsAsync(to))[0].GetProperty("links")[0].GetString()!;
        return link[(link.IndexOf("token=", StringComparison.Ordinal) + 6)..];
    }

    protected async Task<T> ScalarAsync<T>(string sql, params object[] values)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (T)(await command.ExecuteScalarAsync())!;
    }

    protected Task<long> AuditedAsync(string action) => ScalarAsync<long>("select count(*) from audit_log where action = $1", action);
}
