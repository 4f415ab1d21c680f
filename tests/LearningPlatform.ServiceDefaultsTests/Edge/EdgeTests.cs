using System.Net;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Edge;

public sealed class EdgeTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        app =>
        {
            app.MapGet("/api/v1/goals/{id}", (string id, HttpRequest request) => $"{id} at {request.Path}");
            app.MapGet("/api/v2/goals", () => "second");
            app.MapGet("/connection", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}");
            app.MapGet("/page", (HttpContext context) =>
            {
                SecurityHeaders.AllowPage(context.Response);
                return Results.Content("<p>", "text/html");
            });
            app.MapGet("/log", (ILogger<EdgeTests> logger) => logger.LogInformation("seen"));
            app.MapPost("/small", ReadAsync).WithMaxBody(10);
            app.MapPost("/large", ReadAsync).WithMaxBody(3_000_000);
            app.MapPost("/default", ReadAsync);
        },
        settings: new Dictionary<string, string?>
        {
            ["Cors:Origins"] = "https://app.example, https://admin.example/",
            ["ForwardedHeaders:KnownNetworks:0"] = "127.0.0.0/8",
            ["ForwardedHeaders:KnownProxies"] = "10.0.0.7",
        });

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("/api/goals/7", "7 at /api/v1/goals/7")]
    [InlineData("/api/v1/goals/7", "7 at /api/v1/goals/7")]
    [InlineData("/API/goals/v2", "v2 at /api/v1/goals/v2")]
    [InlineData("/api/v2/goals", "second")]
    public async Task An_address_without_a_version_means_the_first(string path, string expected) =>
        (await _app.Client.GetStringAsync(path)).ShouldBe(expected);

    [Theory]
    [InlineData("/api/v3/goals")]
    [InlineData("/api/v1")]
    [InlineData("/api/")]
    [InlineData("/api/videos")]
    public async Task Other_versions_are_not_found(string path) =>
        await (await _app.Client.GetAsync(path)).ShouldFailAsync(404, "ROUTE_NOT_FOUND");

    [Theory]
    [InlineData("/api/v1/goals/7")]
    [InlineData("/nowhere")]
    [InlineData("/health/live")]
    public async Task Every_answer_has_the_security_headers(string path)
    {
        var response = await _app.Client.GetAsync(path);
        Header(response, "Content-Security-Policy").ShouldBe("default-src 'none'; frame-ancestors 'none'");
        Header(response, "X-Content-Type-Options").ShouldBe("nosniff");
        Header(response, "X-Frame-Options").ShouldBe("DENY");
        Header(response, "Referrer-Policy").ShouldBe("no-referrer");
        Header(response, "Permissions-Policy").ShouldNotBeEmpty();
        Header(response, "Cross-Origin-Opener-Policy").ShouldBe("same-origin");
        Header(response, "Cross-Origin-Resource-Policy").ShouldBe("same-origin");
        response.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        response.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Https_is_made_to_stay()
    {
        var response = await SendAsync("/nowhere", ("X-Forwarded-Proto", "https"));
        Header(response, "Strict-Transport-Security").ShouldStartWith("max-age=63072000");
    }

    [Fact]
    public async Task A_page_of_ours_may_load_its_own_scripts() =>
        Header(await _app.Client.GetAsync("/page"), "Content-Security-Policy").ShouldContain("script-src 'self'");

    [Fact]
    public async Task Configured_origins_may_call_with_credentials_and_read_errors()
    {
        var response = await SendAsync("/nowhere", ("Origin", "https://admin.example"));
        Header(response, "Access-Control-Allow-Origin").ShouldBe("https://admin.example");
        Header(response, "Access-Control-Allow-Credentials").ShouldBe("true");
        (await SendAsync("/nowhere", ("Origin", "https://evil.example"))).Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    [Fact]
    public async Task A_preflight_is_answered()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "/api/goals/7");
        request.Headers.Add("Origin", "https://app.example");
        request.Headers.Add("Access-Control-Request-Method", "PUT");
        request.Headers.Add("Access-Control-Request-Headers", "x-csrf-token");
        var response = await _app.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(response, "Access-Control-Allow-Methods").ShouldContain("PUT");
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9 http")]
    [InlineData("203.0.113.9, 10.0.0.7", "203.0.113.9 http")]
    [InlineData("1.1.1.1, 203.0.113.9", "203.0.113.9 http")]
    public async Task Forwarded_addresses_count_up_to_the_first_stranger(string forwarded, string expected) =>
        (await (await SendAsync("/connection", ("X-Forwarded-For", forwarded))).Content.ReadAsStringAsync()).ShouldBe(expected);

    [Fact]
    public async Task Without_known_proxies_nobody_is_believed()
    {
        await using var app = await TestApp.StartAsync(a =>
            a.MapGet("/connection", (HttpContext context) => $"{context.Connection.RemoteIpAddress} {context.Request.Scheme}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connection")
        {
            Headers = { { "X-Forwarded-For", "203.0.113.9" }, { "X-Forwarded-Proto", "https" } },
        };
        (await (await app.Client.SendAsync(request)).Content.ReadAsStringAsync()).ShouldBe("127.0.0.1 http");
    }

    [Fact]
    public async Task Every_answer_names_its_trace()
    {
        const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var response = await SendAsync("/log", ("traceparent", $"00-{Trace}-00f067aa0ba902b7-01"));
        Header(response, "X-Correlation-Id").ShouldBe(Trace);
        _app.Logs.Single(line => line.Message == "seen").Scopes.ShouldContain(scope => scope.Contains(Trace, StringComparison.Ordinal));
        Header(await _app.Client.GetAsync("/nowhere"), "X-Correlation-Id").ShouldMatch("^[0-9a-f]{32}$");
    }

    [Fact]
    public async Task A_callers_own_correlation_id_is_given_back_and_logged()
    {
        Header(await SendAsync("/log", ("X-Correlation-Id", "order-42.a:b_c")), "X-Correlation-Id").ShouldBe("order-42.a:b_c");
        _app.Logs.Where(line => line.Message == "seen").SelectMany(line => line.Scopes)
            .ShouldContain(scope => scope.Contains("CorrelationId:order-42", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("<script>")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task An_unsafe_correlation_id_is_replaced(string id) =>
        Header(await SendAsync("/nowhere", ("X-Correlation-Id", id)), "X-Correlation-Id").ShouldMatch("^[0-9a-f]{32}$");

    [Theory]
    [InlineData("/small", 10, true)]
    [InlineData("/small", 11, false)]
    [InlineData("/default", 1024 * 1024, true)]
    [InlineData("/default", 1024 * 1024 + 1, false)]
    [InlineData("/large", 2_000_000, true)]
    [InlineData("/large", 20_000_000, false)]
    public async Task Bodies_have_limits_and_endpoints_their_own(string path, int size, bool fits)
    {
        var response = await _app.Client.PostAsync(path, new ByteArrayContent(new byte[size]));
        if (fits)
        {
            (await response.Content.ReadAsStringAsync()).ShouldBe($"{size}");
        }
        else
        {
            await response.ShouldFailAsync(413, "BODY_TOO_LARGE");
        }
    }

    private static async Task<int> ReadAsync(HttpRequest request)
    {
        using var copy = new MemoryStream();
        await request.Body.CopyToAsync(copy);
        return (int)copy.Length;
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(",", response.Headers.GetValues(name));

    private Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value).ShouldBeTrue();
        }

        return _app.Client.SendAsync(request);
    }
}
