using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.RegularExpressions;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Metrics;

public sealed partial class MetricsTests : IAsyncLifetime
{
    private TestApp _app = null!;
    private Meter _meter = null!;

    public async Task InitializeAsync()
    {
        _app = await TestApp.StartAsync(app =>
        {
            app.MapGet("/courses/{id:int}", (int id) => id);
            app.MapGet("/fault", string () => throw new InvalidOperationException("x"));
        });
        _meter = _app.Services.GetRequiredService<IMeterFactory>().Create("LearningPlatform.Tests");
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Requests_are_counted_by_route_method_and_status()
    {
        for (var i = 0; i < 7; i++)
        {
            await _app.Client.GetAsync($"/courses/{i}");
        }

        await _app.Client.GetAsync("/fault");
        await _app.Client.GetAsync("/nowhere/7");
        // The duration is recorded after the answer has left.
        const string Duration = "http_server_request_duration_seconds";
        const string Route = "http_route=\"/courses/{id:int}\"";
        await Eventually.HoldsAsync(async () => (await ScrapeAsync()).Count(sample => sample.Name == $"{Duration}_count") >= 3);
        var samples = await ScrapeAsync();
        Value(samples, $"{Duration}_count", Route, "http_request_method=\"GET\"", "http_response_status_code=\"200\"").ShouldBe(7);
        Value(samples, $"{Duration}_bucket", Route, "le=\"+Inf\"").ShouldBe(7);
        Value(samples, $"{Duration}_count", "http_response_status_code=\"500\"").ShouldBe(1);
        samples.ShouldNotContain(sample => sample.Labels.Contains("nowhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_runtime_and_the_server_are_there()
    {
        var samples = await ScrapeAsync();
        Value(samples, "dotnet_process_memory_working_set_bytes").ShouldBeGreaterThan(1_000_000);
        Value(samples, "kestrel_active_connections").ShouldBeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Each_instrument_becomes_its_kind()
    {
        _meter.CreateCounter<long>("test.hits", "{hit}", "Hits").Add(3, new KeyValuePair<string, object?>("cache", "courses"));
        _meter.CreateUpDownCounter<int>("test.open").Add(5);
        _meter.CreateGauge<double>("test.level", "%").Record(12.5);
        _meter.CreateObservableGauge("test.queue.length", () => 42);
        _meter.CreateObservableCounter("test.read", () => 1024L, "By");
        var histogram = _meter.CreateHistogram<double>("test.wait", "s");
        foreach (var seconds in new[] { 0.0001, 0.003, 0.003, 100 })
        {
            histogram.Record(seconds);
        }

        var text = await TextAsync();
        text.ShouldContain("# HELP test_hits_total Hits\n# TYPE test_hits_total counter\ntest_hits_total{cache=\"courses\"} 3\n");
        text.ShouldContain("# TYPE test_open gauge\ntest_open 5\n");
        text.ShouldContain("test_level_percent 12.5\n");
        text.ShouldContain("test_queue_length 42\n");
        text.ShouldContain("# TYPE test_read_bytes_total counter\ntest_read_bytes_total 1024\n");
        text.ShouldContain("test_wait_seconds_bucket{le=\"0.0005\"} 1\n");
        text.ShouldContain("test_wait_seconds_bucket{le=\"0.005\"} 3\n");
        text.ShouldContain("test_wait_seconds_bucket{le=\"30\"} 3\n");
        text.ShouldContain("test_wait_seconds_bucket{le=\"+Inf\"} 4\n");
        text.ShouldContain("test_wait_seconds_count 4\n");
    }

    [Fact]
    public async Task Labels_are_escaped_and_their_order_does_not_matter()
    {
        var counter = _meter.CreateCounter<int>("test.odd");
        counter.Add(1, new("b", "x"), new("a", "quote\" slash\\ line\n"));
        counter.Add(1, new("a", "quote\" slash\\ line\n"), new("b", "x"));
        (await TextAsync()).ShouldContain("test_odd_total{a=\"quote\\\" slash\\\\ line\\n\",b=\"x\"} 2\n");
    }

    [Fact]
    public async Task A_flood_of_label_values_is_bounded()
    {
        var counter = _meter.CreateCounter<int>("test.flood");
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", $"user-{i}"));
        }

        var samples = (await ScrapeAsync()).Where(sample => sample.Name == "test_flood_total").ToList();
        samples.Count.ShouldBeInRange(2, 1_001);
        samples.Sum(sample => sample.Value).ShouldBe(10_000);
        samples.ShouldContain(sample => sample.Labels.Contains("overflow=\"true\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_measurements_are_all_counted()
    {
        var counter = _meter.CreateCounter<int>("test.parallel");
        var histogram = _meter.CreateHistogram<double>("test.parallel.wait", "s");
        Parallel.For(0, 20_000, i =>
        {
            counter.Add(1, new KeyValuePair<string, object?>("half", i % 2));
            histogram.Record(0.5);
        });
        var samples = await ScrapeAsync();
        Value(samples, "test_parallel_total", "half=\"0\"").ShouldBe(10_000);
        Value(samples, "test_parallel_wait_seconds_count").ShouldBe(20_000);
        Value(samples, "test_parallel_wait_seconds_sum").ShouldBe(10_000);
    }

    [Fact]
    public async Task What_an_observable_no_longer_reports_is_gone()
    {
        var rooms = new List<Measurement<int>> { new(3, new KeyValuePair<string, object?>("room", "a")) };
        _meter.CreateObservableGauge("test.rooms", () => rooms);
        (await TextAsync()).ShouldContain("test_rooms{room=\"a\"} 3\n");
        rooms.Clear();
        (await TextAsync()).ShouldNotContain("test_rooms");
    }

    [Fact]
    public async Task A_measurement_allocates_nothing()
    {
        var counter = _meter.CreateCounter<int>("test.free");
        object status = 200;
        Measure(counter, status);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            Measure(counter, status);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        Value(await ScrapeAsync(), "test_free_total").ShouldBe(1_001);

        static void Measure(Counter<int> counter, object status) =>
            counter.Add(1, new("http.route", "/api/v1/courses/{id}"), new("http.request.method", "GET"), new("status", status));
    }

    [Fact]
    public async Task Strangers_find_nothing()
    {
        var settings = new Dictionary<string, string?> { ["Metrics:AllowedNetworks:0"] = "10.9.0.0/16" };
        await using var app = await TestApp.StartAsync(_ => { }, settings: settings);
        await (await app.Client.GetAsync("/metrics")).ShouldFailAsync(404, "ROUTE_NOT_FOUND");
        using var throughProxy = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        await (await _app.Client.SendAsync(throughProxy)).ShouldFailAsync(404, "ROUTE_NOT_FOUND");
    }

    private static double Value(IEnumerable<Sample> samples, string name, params string[] labels) =>
        samples.Where(sample => sample.Name == name)
            .Where(sample => Array.TrueForAll(labels, label => sample.Labels.Contains(label, StringComparison.Ordinal)))
            .ShouldHaveSingleItem().Value;

    private async Task<string> TextAsync()
    {
        var response = await _app.Client.GetAsync("/metrics");
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Reads every line as Prometheus would.</summary>
    private async Task<List<Sample>> ScrapeAsync()
    {
        var lines = (await TextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#');
        return lines.Select(line =>
        {
            var match = Line().Match(line);
            match.Success.ShouldBeTrue(line);
            var value = double.Parse(match.Groups["value"].Value, CultureInfo.InvariantCulture);
            return new Sample(match.Groups["name"].Value, match.Groups["labels"].Value, value);
        }).ToList();
    }

    [GeneratedRegex(
        """^(?<name>[a-z_][a-z0-9_]*)(\{(?<labels>([a-z_][a-z0-9_]*="([^"\\]|\\.)*",?)*)\})? (?<value>\S+)$""",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase,
        1000)]
    private static partial Regex Line();

    private sealed record Sample(string Name, string Labels, double Value);
}
