using System.Net.Http.Headers;
using Npgsql;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>One Api for all tests of a class: each of them makes its own people.</summary>
public sealed class SharedApi(StoresFixture stores) : IAsyncLifetime
{
    private ApiFactory? _api;

    public ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    public async Task InitializeAsync() => _api = await ApiFactory.StartAsync(stores, IdentityTest.OpenSettings);

    public async Task DisposeAsync() => await Api.DisposeAsync();
}

/// <summary>Tests that share an Api.</summary>
[Collection(StoresCollection.Name)]
public abstract class SharedIdentityTest(SharedApi shared) : IdentityTest, IClassFixture<SharedApi>
{
    protected override ApiFactory Api { get; } = (shared ?? throw new ArgumentNullException(nameof(shared))).Api;
}

/// <summary>Tests of which each has an Api and a database to itself.</summary>
[Collection(StoresCollection.Name)]
public abstract class OwnIdentityTest(StoresFixture stores) : IdentityTest, IAsyncLifetime
{
    private ApiFactory? _api;

    protected override ApiFactory Api => _api ?? throw new InvalidOperationException("The Api is not started.");

    protected virtual (string Key, string? Value)[] Settings => OpenSettings;

    public virtual async Task InitializeAsync() => _api = await ApiFactory.StartAsync(stores, Settings);

    public virtual async Task DisposeAsync() => await Api.DisposeAsync();
}

/// <summary>What the tests of accounts share: no request limits in the way, client addresses by header, the mailbox.</summary>
public abstract class IdentityTest
{
    protected const string Password = ApiFactory.Password;

    private HttpClient? _bare;

    internal static readonly (string Key, string? Value)[] OpenSettings =
    [
        ("RateLimits:Auth:PerAddress", "0"),
        ("RateLimits:Auth:PerUser", "0"),
        ("RateLimits:Default:PerAddress", "0"),
        ("RateLimits:Default:PerUser", "0"),
        ("ForwardedHeaders:KnownProxies", "127.0.0.1"),
        ("Mail:Mailbox", "true"),
    ];

    protected abstract ApiFactory Api { get; }

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

    /// <summary>How many entries of this kind the audit log has about the account.</summary>
    protected Task<long> AuditedAsync(string action, string email) => ScalarAsync<long>(
        "select count(*) from audit_log where action = $1 and subject_id = (select id from users where email = $2)", action, email);
}
