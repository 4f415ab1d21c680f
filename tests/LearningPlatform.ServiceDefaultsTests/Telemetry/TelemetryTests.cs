using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Telemetry;

/// <summary>Sends to a collector over OTLP/HTTP and looks at what arrives.</summary>
public sealed class TelemetryTests : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, string> _received = new(StringComparer.Ordinal);
    private WebApplication _collector = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _collector = builder.Build();
        _collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var copy = new MemoryStream();
            await request.Body.CopyToAsync(copy);
            var text = Encoding.Latin1.GetString(copy.ToArray());
            _received.AddOrUpdate(signal, _ => text, (_, before) => before + text);
        });
        await _collector.StartAsync();
    }

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task Traces_metrics_and_logs_arrive_with_the_services_name()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var app = await TestApp.StartAsync(Map, settings: new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_SERVICE_NAME"] = "api-under-test",
            ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment=lab",
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/courses/7?access_token=topsecret")
        {
            Headers = { { "traceparent", $"00-{Trace}-00f067aa0ba902b7-01" } },
        };
        (await app.Client.SendAsync(request)).EnsureSuccessStatusCode();
        (await app.Client.GetAsync("/health/live")).EnsureSuccessStatusCode();
        await app.StopAsync();
        await app.DisposeAsync();

        foreach (var signal in new[] { "traces", "metrics", "logs" })
        {
            _received.ShouldContainKey(signal);
            _received[signal].ShouldContain("api-under-test");
            _received[signal].ShouldContain("lab");
            _received[signal].ShouldNotContain("topsecret");
        }

        _received["traces"].ShouldContain(Encoding.Latin1.GetString(Convert.FromHexString(Trace)));
        _received["traces"].ShouldContain("/courses/{id}");
        _received["traces"].ShouldContain("own work");
        // (The test's own client is traced, too, under its plain method.)
        _received["traces"].ShouldContain("GET /courses/{id}");
        _received["traces"].ShouldNotContain("GET /health");
        _received["metrics"].ShouldContain("http.server.request.duration");
        _received["metrics"].ShouldContain("test.shown");
        _received["logs"].ShouldContain("course 7 shown");
    }

    [Fact]
    public async Task Nothing_is_built_without_an_endpoint()
    {
        await using var app = await TestApp.StartAsync(Map);
        app.Services.GetServices<IHostedService>().ShouldNotContain(service => service.GetType().Name == "TelemetryExport");
        app.Services.GetServices<ILoggerProvider>()
            .ShouldNotContain(provider => provider.GetType().Name.Contains("OpenTelemetry", StringComparison.Ordinal));
    }

    private static void Map(WebApplication app)
    {
        var source = new ActivitySource("LearningPlatform.Tests");
        var shown = app.Services.GetRequiredService<IMeterFactory>().Create("LearningPlatform.Tests").CreateCounter<int>("test.shown");
        app.MapGet("/courses/{id}", (string id, ILogger<TelemetryTests> logger) =>
        {
            using var activity = source.StartActivity("own work");
            shown.Add(1);
            logger.LogInformation("course {Id} shown", id);
            return id;
        });
    }
}
