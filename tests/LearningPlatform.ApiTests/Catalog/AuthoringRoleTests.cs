using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Every route of authoring as everybody. Right input throughout: only who asks differs.</summary>
public sealed class AuthoringRoleTests(SharedApi shared) : AuthoringTest(shared), IRoleTable
{
    private static readonly object Module = new { title = "Three" };
    private static readonly object Lesson = new { title = "d" };
    private static readonly object News = new { title = "News", body = "None." };

    // method, route, body, then the status for: stranger, student, learner, other instructor, co-instructor, owner, admin
    private static readonly (string Method, string Path, object? Body, int[] Expected)[] Table =
    [
        ("GET", "/outline", null, [401, 403, 403, 403, 200, 200, 200]),
        ("GET", "/modules/{module}", null, [401, 403, 403, 403, 200, 200, 200]),
        ("GET", "/modules/{module}/lessons/{lesson}", null, [401, 403, 403, 403, 200, 200, 200]),
        ("POST", "/modules", Module, [401, 403, 403, 403, 201, 201, 201]),
        ("PUT", "/modules/{module}", Module, [401, 403, 403, 403, 200, 200, 200]),
        ("DELETE", "/modules/{doomed}", null, [401, 403, 403, 403, 204, 404, 404]),
        ("POST", "/modules/{module}/lessons", Lesson, [401, 403, 403, 403, 201, 201, 201]),
        ("PUT", "/modules/{module}/lessons/{lesson}", Lesson, [401, 403, 403, 403, 200, 200, 200]),
        ("DELETE", "/modules/{module}/lessons/{gone}", null, [401, 403, 403, 403, 204, 404, 404]),
        ("PUT", "/outline", new { modules = Array.Empty<object>() }, [401, 403, 403, 403, 409, 409, 409]),
        ("PUT", "/completion", new { rule = "required" }, [401, 403, 403, 403, 200, 200, 200]),
        ("PUT", "/prerequisites", new { course_ids = Array.Empty<Guid>() }, [401, 403, 403, 403, 200, 200, 200]),
        ("GET", "/versions", null, [401, 403, 403, 403, 200, 200, 200]),
        ("GET", "/versions/1", null, [401, 403, 403, 403, 200, 200, 200]),
        ("POST", "/versions/1/restore", null, [401, 403, 403, 403, 200, 200, 200]),
        ("POST", "/publish", null, [401, 403, 403, 403, 200, 200, 200]),
        ("POST", "/duplicate", null, [401, 403, 403, 403, 201, 201, 201]),
        ("GET", "/export", null, [401, 403, 403, 403, 200, 200, 200]),
        ("GET", "/announcements", null, [401, 403, 200, 403, 200, 200, 200]),
        ("GET", "/announcements/{nothing}", null, [401, 403, 404, 403, 404, 404, 404]),
        ("POST", "/announcements", News, [401, 403, 403, 403, 201, 201, 201]),
        ("PUT", "/announcements/{nothing}", News, [401, 403, 403, 403, 404, 404, 404]),
        ("DELETE", "/announcements/{nothing}", null, [401, 403, 403, 403, 404, 404, 404]),
        ("GET", "/instructors", null, [401, 403, 403, 403, 200, 200, 200]),
        ("POST", "/instructors", new { user_id = "{helper}" }, [401, 403, 403, 403, 403, 200, 200]),
        ("DELETE", "/instructors/{nothing}", null, [401, 403, 403, 403, 403, 404, 404]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, $"/api/v1/courses/{{id}}{row.Path}"));

    [Theory]
    [InlineData("published")]
    [InlineData("draft")]
    public async Task Every_route_answers_each_role_as_it_should(string status)
    {
        var (owner, helper, learner) = (await InstructorAsync(), await InstructorAsync(), await Api.SignInAsAsync(Role.Student));
        var (course, modules, lessons) = await OutlinedAsync(owner);
        await owner.Client.PostAsJsonAsync($"/api/v1/courses/{course}/instructors", new { user_id = helper.Id });
        await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);
        await SetStatusAsync(course, status);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["{module}"] = modules[0],
            ["{doomed}"] = modules[1],
            ["{lesson}"] = lessons[0],
            ["{gone}"] = lessons[1],
            ["{nothing}"] = Guid.CreateVersion7(),
            ["{helper}"] = helper.Id,
        };
        (string Role, HttpClient Client)[] clients =
        [
            ("stranger", Api.Stranger()), ("student", (await Api.SignInAsAsync(Role.Student)).Client), ("learner", learner.Client),
            ("other instructor", (await InstructorAsync()).Client), ("co-instructor", helper.Client), ("owner", owner.Client), ("admin", Admin),
        ];
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((role, client), usual) in clients.Zip(expected))
            {
                var answer = await client.SendAsync(new(new HttpMethod(method), $"/api/v1/courses/{course}{Filled(path)}")
                {
                    Content = body is null ? null : new StringContent(
                        Filled(JsonSerializer.Serialize(body)), System.Text.Encoding.UTF8, "application/json"),
                });
                var status404 = status == "draft" && usual == 403 && (role == "other instructor" || (role == "student" && IsRead(method, path)));
                if ((int)answer.StatusCode != (status404 ? 404 : usual))
                {
                    wrong.Add($"{method} {path} as {role}: {(int)answer.StatusCode}, expected {(status404 ? 404 : usual)}");
                }
            }

            // Publishing is part of the table.
            await SetStatusAsync(course, status);
        }

        wrong.ShouldBeEmpty();

        string Filled(string text) => ids.Aggregate(text, (filled, id) => filled.Replace(id.Key, id.Value.ToString(), StringComparison.Ordinal));

        // The only routes that students reach: of a draft they hear nothing.
        static bool IsRead(string method, string path) => method == "GET" && path.StartsWith("/announcements", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Courses_are_imported_by_teachers_only()
    {
        using var none = new MultipartFormDataContent();
        (await Api.Stranger().PostAsync("/api/v1/courses/import", none)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await Api.SignInAsAsync(Role.Student)).Client.PostAsync("/api/v1/courses/import", none)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await Admin.PostAsync("/api/v1/courses/import", null)).StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private async Task SetStatusAsync(Guid course, string status)
    {
        await using var command = Api.Database.CreateCommand("update courses set status = $2 where id = $1");
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = status });
        await command.ExecuteNonQueryAsync();
    }
}
