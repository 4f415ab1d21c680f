using System.Net;
using System.Text.Json;

namespace LearningPlatform.EngineTests;

public sealed class DashboardTests : IAsyncLifetime, IDisposable
{
    private readonly SampleHost _host = new();
    private readonly HttpClient _anyone = new(new HttpClientHandler { AllowAutoRedirect = false });
    private readonly HttpClient _owner = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
    private Uri _login = null!;

    public async Task InitializeAsync()
    {
        await _host.HealthyAsync();
        _login = await _host.DashboardAsync();
        using var answer = await _owner.GetAsync(_login);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task Only_the_token_s_owner_gets_in_and_only_from_this_machine_s_own_pages()
    {
        (await StatusAsync(_anyone, "/")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(_anyone, "/api/resources/api/environment")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(_anyone, "/login?t=wrong")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(_anyone, "/login")).ShouldBe(HttpStatusCode.Unauthorized);
        (await StatusAsync(_owner, "/")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(_owner, "/", host: $"evil.example:{_login.Port}")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(_owner, "/", origin: "http://evil.example")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(_owner, "/api/resources/api/stop", HttpMethod.Post)).ShouldBe(HttpStatusCode.BadRequest, "a change names its origin");
        Processes.ListeningAddresses(_login.Port).ShouldBe(["0100007F", "00000000000000000000000001000000"], ignoreOrder: true);
    }

    [Fact]
    public async Task The_page_may_run_only_its_own_script()
    {
        using var answer = await _owner.GetAsync(new Uri(_login, "/"));
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; script-src 'self';");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await StatusAsync(_owner, "/dashboard.js")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(_owner, "/dashboard.css")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_environment_is_shown_with_its_secrets_masked()
    {
        var environment = JsonDocument.Parse(await _owner.GetStringAsync(new Uri(_login, "/api/resources/api/environment"))).RootElement
            .EnumerateArray().ToDictionary(v => v.GetProperty("name").GetString()!, v => v.GetProperty("value").GetString()!);

        environment["ConnectionStrings__learning"].ShouldMatch("^Host=127.0.0.1;Port=[0-9]+;Username=postgres;Password=•+;Database=learning$");
        environment["ConnectionStrings__redis"].ShouldMatch("^127.0.0.1:[0-9]+,password=•+$");
        environment["LEARNING_URI"].ShouldMatch("^postgresql://postgres:•+@127.0.0.1:[0-9]+/learning$");
        environment["Some__Password"].ShouldMatch("^•+$");
        environment["FROM_LAUNCH_PROFILE"].ShouldBe("yes");
    }

    [Fact]
    public async Task It_streams_states_and_logs_and_restarts_a_resource()
    {
        using var states = await OpenStreamAsync("/api/resources");
        var api = JsonDocument.Parse(await NextAsync(states, "\"name\":\"api\"")).RootElement;
        api.GetProperty("state").GetString().ShouldBe("healthy");
        var link = api.GetProperty("links")[0];
        (link.GetProperty("text").GetString(), link.GetProperty("address").GetString()).ShouldBe(("Mails", $"http://localhost:{_host.Port}/mails"));
        var process = api.GetProperty("processes")[0].GetInt32();

        using var logs = await OpenStreamAsync("/api/resources/api/logs");
        using var service = new HttpClient { BaseAddress = new Uri($"http://localhost:{_host.Port}") };
        using (await service.PostAsync(new Uri("/say?text=good+morning", UriKind.Relative), content: null))
        {
            await NextAsync(logs, "good morning");
        }

        (await StatusAsync(_owner, "/api/resources/api/restart", HttpMethod.Post, origin: _login.GetLeftPart(UriPartial.Authority))).ShouldBe(HttpStatusCode.OK);
        await NextAsync(states, "\"state\":\"stopping\"");
        var after = JsonDocument.Parse(await NextAsync(states, "\"name\":\"api\"", "\"state\":\"healthy\"")).RootElement;
        after.GetProperty("processes")[0].GetInt32().ShouldNotBe(process);
    }

    public void Dispose()
    {
        _anyone.Dispose();
        _owner.Dispose();
    }

    public async Task DisposeAsync() => await _host.DisposeAsync();

    private async Task<HttpStatusCode> StatusAsync(HttpClient client, string path, HttpMethod? method = null, string? host = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(method ?? HttpMethod.Get, new Uri(_login, path));
        request.Headers.Host = host;
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<StreamReader> OpenStreamAsync(string path) => new(await _owner.GetStreamAsync(new Uri(_login, path)));

    /// <summary>The next event that holds all the texts.</summary>
    private static async Task<string> NextAsync(StreamReader stream, params string[] texts)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await stream.ReadLineAsync(patience.Token) is { } line)
        {
            if (texts.All(t => line.Contains(t, StringComparison.Ordinal)))
            {
                return line["data: ".Length..];
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
