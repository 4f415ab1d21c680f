using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using LearningPlatform.ServiceDefaultsTests.Support;

namespace LearningPlatform.ServiceDefaultsTests.Errors;

public sealed record CourseInput(string Title, int Capacity, DateTimeOffset? Starts, string[]? Tags, Level Difficulty, CourseInput? Next);

public enum Level
{
    Easy,
    Hard,
}

public sealed class HostileInputTests : IAsyncLifetime
{
    private TestApp _app = null!;

    public async Task InitializeAsync() => _app = await TestApp.StartAsync(
        app =>
        {
            app.MapPost("/courses", (CourseInput input) => input.Title);
            app.MapPost("/form", (IFormFile image) => image.Length).DisableAntiforgery();
            app.MapGet("/courses/{id}", (Guid id) => id);
            app.MapGet("/search", (string q, int? limit) => q);
        },
        builder => builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 1024 * 1024));

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("{")]
    [InlineData("{\"title\":\"a\",}")]
    [InlineData("not json")]
    [InlineData("{\"title\":\"a\"}}")]
    [InlineData("{'title':'a'}")]
    [InlineData("\u0000")]
    [InlineData("<course><title>x</title></course>")]
    public async Task Broken_json_is_named_as_such(string body) =>
        await (await PostAsync(body)).ShouldFailAsync(400, "MALFORMED_JSON");

    [Theory]
    [InlineData("{\"title\":5}", "title")]
    [InlineData("{\"title\":{\"$ne\":null}}", "title")]
    [InlineData("{\"title\":\"a\\u0000b\"}", "title")]
    [InlineData("{\"title\":\"\\ud800\"}", "title")]
    [InlineData("{\"title\":\"a\",\"capacity\":\"many\"}", "capacity")]
    [InlineData("{\"title\":\"a\",\"capacity\":99999999999}", "capacity")]
    [InlineData("{\"title\":\"a\",\"capacity\":1.5}", "capacity")]
    [InlineData("{\"title\":\"a\",\"starts\":\"yesterday\"}", "starts")]
    [InlineData("{\"title\":\"a\",\"tags\":[\"a\",1]}", "tags[1]")]
    [InlineData("{\"title\":\"a\",\"difficulty\":\"impossible\"}", "difficulty")]
    [InlineData("{\"title\":\"a\",\"difficulty\":1}", "difficulty")]
    [InlineData("{\"title\":\"a\",\"next\":{\"title\":false}}", "next.title")]
    [InlineData("[]", "body")]
    [InlineData("\"text\"", "body")]
    public async Task A_wrong_type_names_its_field(string body, string field)
    {
        var error = await (await PostAsync(body)).ShouldFailAsync(400, "VALIDATION_FAILED");
        error.GetProperty("details").TryGetProperty(field, out _).ShouldBeTrue(error.ToString());
    }

    [Fact]
    public async Task Json_nested_too_deeply_is_refused()
    {
        var body = string.Concat(Enumerable.Repeat("{\"next\":", 5000)) + "1" + new string('}', 5000);
        await (await PostAsync(body)).ShouldFailAsync(400, "MALFORMED_JSON");
    }

    [Fact]
    public async Task Nothing_internal_is_in_an_answer()
    {
        foreach (var body in new[] { "{", "{\"title\":5}", "[]", "" })
        {
            var answer = await (await PostAsync(body)).Content.ReadAsStringAsync();
            answer.ShouldNotContain("System.");
            answer.ShouldNotContain(nameof(CourseInput));
            answer.ShouldNotContain("   at ");
        }
    }

    [Fact]
    public async Task A_missing_body_is_named_as_such()
    {
        await (await PostAsync("")).ShouldFailAsync(400, "BODY_REQUIRED");
        await (await PostAsync("null")).ShouldFailAsync(400, "BODY_REQUIRED");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_415(string type) =>
        await (await PostAsync("{\"title\":\"a\"}", type)).ShouldFailAsync(415, "UNSUPPORTED_MEDIA_TYPE");

    [Theory]
    [InlineData("application/json; charset=klingon")]
    [InlineData("application/json; charset=utf-7")]
    public async Task Another_charset_is_415(string type)
    {
        using var content = new ByteArrayContent("{\"title\":\"a\"}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        await (await _app.Client.PostAsync("/courses", content)).ShouldFailAsync(415, "UNSUPPORTED_MEDIA_TYPE");
    }

    [Theory]
    [InlineData("7B227469746C65223A22FF227D", "VALIDATION_FAILED")]
    [InlineData("7B227469746C65223A22C080227D", "VALIDATION_FAILED")]
    [InlineData("FFFE7B00", "MALFORMED_JSON")]
    [InlineData("1F8B0800", "MALFORMED_JSON")]
    public async Task Bytes_that_are_no_text_are_400(string hex, string code)
    {
        using var content = new ByteArrayContent(Convert.FromHexString(hex)) { Headers = { ContentType = new("application/json") } };
        await (await _app.Client.PostAsync("/courses", content)).ShouldFailAsync(400, code);
    }

    [Theory]
    [InlineData("multipart/form-data")]
    [InlineData("multipart/form-data; boundary=")]
    [InlineData("multipart/form-data; boundary=\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    public async Task A_multipart_without_a_usable_boundary_is_a_4xx(string type)
    {
        using var content = new ByteArrayContent("--\r\n\r\n--"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        ((int)(await _app.Client.PostAsync("/form", content)).StatusCode).ShouldBeInRange(400, 415);
    }

    [Fact]
    public async Task Broken_chunks_are_400()
    {
        const string Head = "POST /courses HTTP/1.1\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked";
        (await RawAsync(Head, "zz\r\nnonsense")).ShouldStartWith("HTTP/1.1 400");
    }

    [Theory]
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("TRACE /courses HTTP/1.1")]
    [InlineData("BREW /courses HTTP/1.1")]
    [InlineData("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1")]
    [InlineData("GET //courses//%2f HTTP/1.1")]
    public async Task Odd_requests_are_a_4xx(string line) => (await RawAsync(line)).ShouldMatch("^HTTP/1.1 4\\d\\d ");

    [Fact]
    public async Task Json_where_a_form_is_expected_is_415() =>
        await (await _app.Client.PostAsync("/form", Text("{}", "application/json"))).ShouldFailAsync(415, "UNSUPPORTED_MEDIA_TYPE");

    [Fact]
    public async Task A_broken_multipart_is_400()
    {
        using var content = new StringContent("--x\r\nno header at all");
        content.Headers.ContentType = new("multipart/form-data") { Parameters = { new("boundary", "x") } };
        var response = await _app.Client.PostAsync("/form", content);
        ((int)response.StatusCode).ShouldBe(400);
        await response.ShouldFailAsync(400, "MALFORMED_BODY");
    }

    [Theory]
    [InlineData(10 * 1024 * 1024)]
    [InlineData(1024 * 1024 + 1)]
    public async Task A_body_over_the_limit_is_413(int size)
    {
        var body = "{\"title\":\"" + new string('a', size) + "\"}";
        await (await PostAsync(body)).ShouldFailAsync(413, "BODY_TOO_LARGE");
    }

    [Fact]
    public async Task A_chunked_body_over_the_limit_is_413()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/courses")
        {
            Content = Text("{\"title\":\"" + new string('a', 3 * 1024 * 1024) + "\"}", "application/json"),
        };
        request.Headers.TransferEncodingChunked = true;
        await (await _app.Client.SendAsync(request)).ShouldFailAsync(413, "BODY_TOO_LARGE");
    }

    [Theory]
    [InlineData("/courses/not-a-guid", "id")]
    [InlineData("/courses/1%27%20OR%201=1--", "id")]
    [InlineData("/search?q=a&limit=many", "limit")]
    [InlineData("/search?q=a&limit=99999999999999999999", "limit")]
    [InlineData("/search", "q")]
    public async Task A_parameter_that_does_not_bind_is_named(string path, string field)
    {
        var error = await (await _app.Client.GetAsync(path)).ShouldFailAsync(400, "VALIDATION_FAILED");
        error.GetProperty("details").TryGetProperty(field, out _).ShouldBeTrue(error.ToString());
    }

    [Theory]
    [InlineData("/search?q=a%00b")]
    [InlineData("/search?q=%FF%FE")]
    [InlineData("/search?q=%C0%80")]
    [InlineData("/search?q=%ED%A0%80")]
    [InlineData("/courses/%FF")]
    [InlineData("/nowhere?x=%00")]
    public async Task Text_that_is_no_text_is_400(string target) =>
        (await RawAsync($"GET {target} HTTP/1.1")).ShouldStartWith("HTTP/1.1 400");

    [Fact]
    public async Task A_nul_in_the_path_is_400() => (await RawAsync("GET /courses/%00 HTTP/1.1")).ShouldStartWith("HTTP/1.1 400");

    [Theory]
    [InlineData("/search?q=100%")]
    [InlineData("/search?q=%zz")]
    [InlineData("/search?q=%C3%A4%F0%9F%98%80")]
    public async Task Ordinary_text_passes(string target) => (await RawAsync($"GET {target} HTTP/1.1")).ShouldStartWith("HTTP/1.1 200");

    [Fact]
    public async Task An_unknown_route_is_404_and_a_wrong_method_405_with_allow()
    {
        await (await _app.Client.GetAsync("/nowhere")).ShouldFailAsync(404, "ROUTE_NOT_FOUND");
        var response = await _app.Client.DeleteAsync("/courses");
        await response.ShouldFailAsync(405, "METHOD_NOT_ALLOWED");
        response.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Fact]
    public async Task Problem_details_for_who_asks_for_them()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere") { Headers = { { "Accept", "application/problem+json" } } };
        var response = await _app.Client.SendAsync(request);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        problem.GetProperty("code").GetString().ShouldBe("ROUTE_NOT_FOUND");
        problem.GetProperty("status").GetInt32().ShouldBe(404);
    }

    private Task<HttpResponseMessage> PostAsync(string body, string type = "application/json") =>
        _app.Client.PostAsync("/courses", Text(body, type));

    private static StringContent Text(string body, string type) => new(body, Encoding.UTF8, type);

    /// <summary>Sends what no HTTP client would.</summary>
    private async Task<string> RawAsync(string head, string body = "")
    {
        using var socket = new TcpClient(_app.Address.Host, _app.Address.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{head}\r\nHost: test\r\nConnection: close\r\n\r\n{body}"));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
