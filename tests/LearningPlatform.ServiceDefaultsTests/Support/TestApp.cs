using System.Collections.Concurrent;
using System.Net.Http.Headers;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.Authentication;

namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>A small service with the platform's defaults, on Kestrel and a free port of the loopback.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestApp(WebApplication app, TokenIssuer tokens, ConcurrentQueue<LogLine> logs)
    {
        _app = app;
        Tokens = tokens;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
    }

    public HttpClient Client { get; }

    public TokenIssuer Tokens { get; }

    public IReadOnlyCollection<LogLine> Logs { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => Client.BaseAddress!;

    /// <summary>Builds and starts it; <paramref name="map"/> adds the endpoints under test.</summary>
    public static async Task<TestApp> StartAsync(
        Action<WebApplication> map,
        Action<WebApplicationBuilder>? configure = null,
        IReadOnlyDictionary<string, string?>? settings = null,
        string environment = "Production")
    {
        var tokens = new TokenIssuer();
        var logs = new ConcurrentQueue<LogLine>();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["Logging:LogLevel:LearningPlatform"] = "Debug";
        builder.Logging.ClearProviders().AddProvider(new LogRecorder(logs));
        builder.Services.AddSingleton<ITokenKeys>(tokens);
        builder.AddServiceDefaults();
        configure?.Invoke(builder);

        var app = builder.Build();
        app.UseServiceDefaults();
        app.MapDefaultEndpoints();
        map(app);
        await app.StartAsync();
        return new TestApp(app, tokens, logs);
    }

    /// <summary>A GET with a bearer token.</summary>
    public Task<HttpResponseMessage> GetAsync(string path, string token) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string token)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return Client.SendAsync(request);
    }

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
        Tokens.Dispose();
    }
}
