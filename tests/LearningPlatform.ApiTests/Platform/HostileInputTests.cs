using System.Text;

namespace LearningPlatform.ApiTests.Platform;

/// <summary>Whatever is sent, the answer is a 4xx in the envelope, never a 500, and nothing is stored.</summary>
[Collection(StoresCollection.Name)]
public sealed class HostileInputTests(SharedApi shared) : IClassFixture<SharedApi>
{
    private static readonly string Long = new('x', 1_000_000);

    private static readonly string[] Nasty =
    [
        "'; drop table courses; --",
        "\" or 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "${jndi:ldap://127.0.0.1/a}",
        "../../../../etc/passwd",
        "%00",
        "\u202Egnp.exe",
        "\uFEFF",
        "😀",
        "Robert\\u0000",
    ];

    public static TheoryData<string> MalformedBodies => new(
        "",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"title\":}",
        "{\"title\":\"a\",}",
        "{\"title\":1}",
        "{\"title\":{}}",
        "{\"title\":[\"a\"]}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":7}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"expert\"}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"capacity\":\"ten\"}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"capacity\":1e400}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"capacity\":-1}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"capacity\":99999999999999999999}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"tags\":\"cloud\"}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"tags\":[1]}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"tags\":[null]}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"tags\":[\"\"]}",
        "{\"title\":\"a\",\"description\":\"b\",\"difficulty\":\"beginner\",\"status\":\"archived\"}",
        "{\"title\":\"a\\u0000b\",\"description\":\"b\",\"difficulty\":\"beginner\"}",
        "{\"title\":\"\\ud800\",\"description\":\"b\",\"difficulty\":\"beginner\"}",
        "{\"title\":\"   \",\"description\":\"b\",\"difficulty\":\"beginner\"}",
        new string('[', 100_000),
        "{\"a\":" + new string('{', 10),
        "<course><title>a</title></course>");

    [Theory]
    [MemberData(nameof(MalformedBodies))]
    public async Task A_body_that_is_no_course_is_refused(string body)
    {
        var before = await CoursesAsync();

        var answer = await shared.Admin.PostAsync("/api/v1/courses", new StringContent(body, Encoding.UTF8, "application/json"));

        (await answer.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBeOneOf("VALIDATION_FAILED", "MALFORMED_JSON", "BODY_REQUIRED");
        (await CoursesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Text_that_is_too_long_is_refused_field_by_field()
    {
        var before = await CoursesAsync();
        foreach (var field in (string[])["title", "description"])
        {
            // Just under the body's limit: the field's own limit has to speak.
            var answer = await shared.Admin.PostAsJsonAsync("/api/v1/courses", ApiTest.Course((field, Long)));
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.RequestEntityTooLarge);
        }

        var tags = await shared.Admin.PostAsJsonAsync("/api/v1/courses", ApiTest.Course(("tags", Enumerable.Range(0, 21).Select(n => $"t{n}").ToArray())));
        (await tags.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
        (await CoursesAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_body_of_ten_megabytes_is_refused_by_size()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/courses")
        {
            // With its length: a chunked upload that is refused may end in a broken pipe before the client reads the answer.
            Content = new StringContent(
                JsonSerializer.Serialize(ApiTest.Course(("description", new string('x', 10_000_000)))), Encoding.UTF8, "application/json"),
        };
        var answer = await shared.Admin.SendAsync(request);

        (await answer.ErrorAsync(HttpStatusCode.RequestEntityTooLarge)).ShouldBe("BODY_TOO_LARGE");
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_content_type_is_refused_by_type(string type)
    {
        var answer = await shared.Admin.PostAsync("/api/v1/courses", new StringContent("{}", Encoding.UTF8, type));

        (await answer.ErrorAsync(HttpStatusCode.UnsupportedMediaType)).ShouldBe("UNSUPPORTED_MEDIA_TYPE");
    }

    [Fact]
    public async Task Text_that_means_something_elsewhere_is_just_text()
    {
        foreach (var text in Nasty)
        {
            var created = await (await shared.Admin.PostAsJsonAsync(
                "/api/v1/courses", ApiTest.Course(("title", text), ("description", text), ("tags", new[] { text }), ("skills", new[] { text })))).DataAsync();
            created.GetProperty("title").GetString().ShouldBe(text.Trim());
            var read = await (await shared.Api.Stranger().GetAsync($"/api/v1/courses/{created.Id()}")).DataAsync();
            read.GetProperty("description").GetString().ShouldBe(text.Trim());
            (await shared.Api.Stranger().GetAsync($"/api/v1/courses?q={Uri.EscapeDataString(text)}&tag={Uri.EscapeDataString(text)}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/courses?limit=-1")]
    [InlineData("GET", "/api/v1/courses?limit=101")]
    [InlineData("GET", "/api/v1/courses?limit=9999999999999")]
    [InlineData("GET", "/api/v1/courses?cursor=!!!")]
    [InlineData("GET", "/api/v1/courses?cursor=AAAA")]
    [InlineData("GET", "/api/v1/courses?cursor=MDE5OWMzZjI3YTEwN2MzZTlkMmI1ZjBlOGE2MWIzYzRub3QtYS1kYXRl")]
    [InlineData("GET", "/api/v1/courses?sort=0")]
    [InlineData("GET", "/api/v1/courses?difficulty=1")]
    [InlineData("GET", "/api/v1/courses?instructor_id=1")]
    [InlineData("GET", "/api/v1/courses?q=%00")]
    [InlineData("GET", "/api/v1/students/not-an-address/enrollments")]
    [InlineData("GET", "/api/v1/students/a@example.com/enrollments?cursor=zz")]
    public async Task A_query_that_means_nothing_is_refused(string method, string path)
    {
        var answer = await shared.Api.Stranger().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await answer.ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("GET", "/api/v1/courses/1")]
    [InlineData("GET", "/api/v1/courses/0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api/v2/courses")]
    [InlineData("GET", "/api/v1/courses/../../etc/passwd")]
    [InlineData("POST", "/api/v1/courses/not-an-id/enroll")]
    public async Task What_is_not_there_is_404(string method, string path)
    {
        var answer = await shared.Api.Stranger().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        await answer.ErrorAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("PATCH", "/api/v1/courses")]
    [InlineData("DELETE", "/api/v1/enrollments")]
    public async Task A_method_that_a_route_does_not_have_is_405(string method, string path)
    {
        var answer = await shared.Api.Stranger().SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        (await answer.ErrorAsync(HttpStatusCode.MethodNotAllowed)).ShouldBe("METHOD_NOT_ALLOWED");
    }

    [Theory]
    [InlineData("{\"student_email\":\"a@example.com\"}")]
    [InlineData("{\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"a@\",\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"a b@example.com\",\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"a@example.com\\u0000\",\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"A <a@example.com>\",\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"a@example.com\\r\\nBcc: b@example.com\",\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":[\"a@example.com\"],\"course_id\":\"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4\"}")]
    [InlineData("{\"student_email\":\"a@example.com\",\"course_id\":\"' or 1=1\"}")]
    public async Task An_enrolment_that_names_nobody_or_nothing_is_refused(string body)
    {
        var answer = await shared.Api.Stranger().PostAsync("/api/v1/enrollments", new StringContent(body, Encoding.UTF8, "application/json"));

        (await answer.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
    }

    [Fact]
    public async Task Who_asks_for_problem_details_gets_them()
    {
        var client = shared.Api.Stranger();
        client.DefaultRequestHeaders.Add("Accept", "application/problem+json");

        var answer = await client.GetAsync("/api/v1/courses?limit=0");

        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        problem.GetProperty("status").GetInt32().ShouldBe(400);
        problem.GetProperty("code").GetString().ShouldBe("VALIDATION_FAILED");
        problem.GetProperty("errors").GetProperty("limit").GetArrayLength().ShouldBe(1);
    }

    private async Task<long> CoursesAsync()
    {
        await using var command = shared.Api.Database.CreateCommand("select count(*) from courses");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
