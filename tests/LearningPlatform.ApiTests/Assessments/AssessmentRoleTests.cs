using System.Text;
using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Every route of assessments and question banks as everybody. Right input throughout: only who asks differs.</summary>
[Collection(StoresCollection.Name)]
public sealed class AssessmentRoleTests(SharedApi shared) : IClassFixture<SharedApi>, IRoleTable
{
    // method, route, body, then the status for: stranger, student, enrolled learner, other instructor, owner, admin
    private static readonly (string Method, string Path, object? Body, int[] Expected)[] Table =
    [
        ("GET", "/question-banks", null, [401, 403, 403, 200, 200, 200]),
        ("GET", "/question-banks?course_id={course}", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/question-banks", new { title = "Mine" }, [401, 403, 403, 201, 201, 201]),
        ("GET", "/question-banks/{bank}", null, [401, 403, 403, 404, 200, 200]),
        ("PUT", "/question-banks/{bank}", new { title = "Renamed" }, [401, 403, 403, 404, 200, 200]),
        ("GET", "/question-banks/{bank}/categories", null, [401, 403, 403, 404, 200, 200]),
        ("GET", "/question-banks/{bank}/questions", null, [401, 403, 403, 404, 200, 200]),
        ("POST", "/question-banks/{bank}/questions", Papers.Choice("Again?", ("a", 1), ("b", 0)), [401, 403, 403, 404, 201, 409]),
        ("GET", "/questions/{question}", null, [401, 403, 403, 404, 200, 200]),
        ("PUT", "/questions/{question}", Papers.Choice("Which?", ("right", 1), ("wrong", 0)), [401, 403, 403, 404, 200, 200]),
        ("POST", "/assessments/import?bank_id={bank}&format=gift&dry_run=true", "It holds. {T}", [401, 403, 403, 404, 200, 200]),
        ("GET", "/question-banks/{bank}/export?format=gift", null, [401, 403, 403, 404, 200, 200]),
        ("GET", $"/question-banks/{{bank}}/files/{new string('0', 64)}", null, [401, 404, 404, 404, 404, 404]),
        ("POST", "/assessments", new { course_id = "{course}", title = "Another" }, [401, 403, 403, 403, 201, 201]),
        ("GET", "/assessments?course_id={course}", null, [401, 403, 200, 403, 200, 200]),
        ("GET", "/assessments/{assessment}", null, [401, 403, 200, 403, 200, 200]),
        ("GET", "/quizzes/{assessment}", null, [401, 403, 200, 403, 200, 200]),
        ("GET", "/assessments/{draft}", null, [401, 404, 404, 404, 200, 200]),
        ("PUT", "/assessments/{assessment}", new { title = "Renamed" }, [401, 403, 403, 403, 200, 200]),
        ("GET", "/assessments/{assessment}/preview", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/assessments/{full}/attempts", null, [401, 403, 201, 403, 403, 403]),
        ("GET", "/assessments/{full}/attempts", null, [401, 403, 200, 403, 200, 200]),
        ("GET", "/assessments/{full}/result", null, [401, 403, 200, 403, 200, 200]),
        ("POST", "/assessments/{full}/submit", new { }, [401, 403, 200, 403, 403, 403]),
        ("POST", "/quizzes/{full}/submit", new { }, [401, 403, 409, 403, 403, 403]),
        ("GET", "/attempts/{attempt}", null, [401, 404, 200, 404, 200, 200]),
        ("PUT", "/attempts/{attempt}/answers", new { answers = new { } }, [401, 404, 409, 404, 404, 404]),
        ("PUT", "/attempts/{attempt}/grades", new { grades = new Dictionary<Guid, object> { [Guid.Empty] = new { percent = 1 } } },
            [401, 403, 403, 404, 400, 400]),
        ("POST", "/assessments/{full}/regrade", new { reason = "Wrong key." }, [401, 403, 403, 403, 200, 200]),
        ("GET", "/assessments/{full}/statistics", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/assessments/{full}/grades", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/assessments/{full}/grades.csv", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/assessments/{full}/score-changes", null, [401, 403, 403, 403, 200, 200]),
        ("DELETE", "/questions/{question}", null, [401, 403, 403, 404, 204, 404]),
        ("DELETE", "/assessments/{draft}", null, [401, 403, 403, 404, 204, 404]),
        ("DELETE", "/question-banks/{bank}", null, [401, 403, 403, 404, 409, 409]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, $"/api/v1{row.Path}"));

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var learner = await papers.LearnerAsync();
        var question = (await papers.QuestionAsync(Papers.Choice("Which?", ("right", 1), ("wrong", 0)))).Id();
        object[] items = [new { question_id = question }];
        var full = await papers.AssessmentAsync(items);
        (await learner.Client.PostAsync($"/api/v1/assessments/{full}/attempts", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        var submitted = await (await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{full}/submit", new { })).DataAsync();
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["{course}"] = papers.Course,
            ["{bank}"] = papers.Bank,
            ["{question}"] = question,
            ["{assessment}"] = await papers.AssessmentAsync(items),
            ["{full}"] = full,
            ["{draft}"] = await papers.AssessmentAsync([], ("status", "draft")),
            ["{attempt}"] = submitted.GetProperty("attempt").Id(),
        };
        var clients = new (string Role, HttpClient Client)[]
        {
            ("stranger", shared.Api.Stranger()),
            ("student", (await shared.Api.SignInAsAsync(Role.Student)).Client),
            ("learner", learner.Client),
            ("other instructor", (await shared.Api.SignInAsAsync(Role.Instructor)).Client),
            ("owner", papers.Teacher.Client),
            ("admin", shared.Admin),
        };

        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((role, client), status) in clients.Zip(expected))
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), Filled($"/api/v1{path}")) { Content = Content(body) };
                ((int)(await client.SendAsync(request)).StatusCode).ShouldBe(status, $"{method} {path} as {role}");
            }
        }

        string Filled(string text) =>
            ids.Aggregate(text, (filled, id) => filled.Replace(id.Key, id.Value.ToString(), StringComparison.Ordinal));

        HttpContent? Content(object? body) => body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "text/plain"),
            _ => new StringContent(Filled(JsonSerializer.Serialize(body)), Encoding.UTF8, "application/json"),
        };
    }
}
