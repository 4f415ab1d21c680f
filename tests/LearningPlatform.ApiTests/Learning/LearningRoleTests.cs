using LearningPlatform.ApiTests.Platform;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>Every route of enrolment, progress and labs as each role and as a stranger. Right input throughout: only who asks differs.</summary>
public sealed class LearningRoleTests(LearningApi shared) : LearningTest(shared), IRoleTable
{
    private const string Work = """{"time_spent":1}""";
    private const string NewCohort = """{"name":"{any}","starts_at":"2027-03-01T08:00:00Z"}""";
    private const string NewLab = """{"course_id":"{course}","title":"Lab","steps":[{"title":"One"}]}""";
    private const string Verdict = """{"accepted":false,"feedback":"No."}""";
    private const string Nobody = """{"students":[{"user_id":"{nothing}"}]}""";

    // method, route, body, then the status for: stranger, other student, student in the course, other instructor, owner, admin
    private static readonly (string Method, string Path, string? Body, int[] Expected)[] Table =
    [
        ("GET", "/courses/{course}/enroll", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/courses/{draft}/enroll", null, [401, 404, 404, 404, 404, 404]),
        ("POST", "/courses/enroll-by-code", """{"code":"0"}""", [401, 403, 403, 403, 403, 403]),
        ("POST", "/courses/{course}/waiting-list", null, [401, 409, 409, 409, 409, 409]),
        ("POST", "/courses/{draft}/waiting-list", null, [401, 404, 404, 404, 404, 404]),
        ("DELETE", "/courses/{course}/waiting-list", null, [401, 404, 404, 404, 404, 404]),
        ("GET", "/courses/{course}/waiting-list", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/courses/{course}/enrollments", Nobody, [401, 403, 403, 403, 200, 200]),
        ("POST", "/courses/{draft}/enrollments", Nobody, [401, 403, 403, 404, 200, 200]),
        ("PUT", "/courses/{course}/enrollments/{nothing}", """{"cohort_id":null}""", [401, 403, 403, 403, 404, 404]),
        ("DELETE", "/courses/{course}/enrollments/{nothing}", null, [401, 403, 403, 403, 404, 404]),
        ("GET", "/courses/{course}/enrollment-settings", null, [401, 403, 403, 403, 200, 200]),
        ("PUT", "/courses/{course}/enrollment-settings", """{"mode":"open"}""", [401, 403, 403, 403, 200, 200]),
        ("GET", "/courses/{course}/enrollment-codes", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/courses/{course}/enrollment-codes", "{}", [401, 403, 403, 403, 201, 201]),
        ("POST", "/courses/{course}/enrollment-codes/{nothing}/rotate", null, [401, 403, 403, 403, 404, 404]),
        ("DELETE", "/courses/{course}/enrollment-codes/{nothing}", null, [401, 403, 403, 403, 404, 404]),
        ("GET", "/courses/{course}/cohorts", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/courses/{course}/cohorts", NewCohort, [401, 403, 403, 403, 201, 201]),
        ("PUT", "/courses/{course}/cohorts/{nothing}", NewCohort, [401, 403, 403, 403, 404, 404]),
        ("DELETE", "/courses/{course}/cohorts/{nothing}", null, [401, 403, 403, 403, 404, 404]),
        ("GET", "/courses/{course}/progress", null, [401, 403, 200, 403, 403, 403]),
        ("GET", "/courses/{draft}/progress", null, [401, 404, 404, 404, 404, 404]),
        ("POST", "/courses/{course}/lessons/{lesson}/progress", Work, [401, 403, 200, 403, 403, 403]),
        ("POST", "/courses/{course}/lessons/{lesson}/complete", Work, [401, 403, 200, 403, 403, 403]),
        ("POST", "/courses/{course}/modules/{module}/complete", Work, [401, 403, 200, 403, 403, 403]),
        ("POST", "/courses/{course}/modules/{nothing}/complete", Work, [401, 403, 404, 403, 403, 403]),
        ("POST", "/courses/{draft}/modules/{nothing}/complete", Work, [401, 404, 404, 404, 404, 404]),
        ("GET", "/users/progress", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/courses/{course}/roster", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/courses/{course}/roster.csv", null, [401, 403, 403, 403, 200, 200]),
        ("GET", "/courses/{draft}/roster", null, [401, 403, 403, 404, 200, 200]),
        ("GET", "/labs", null, [401, 200, 200, 200, 200, 200]),
        ("GET", "/labs/{lab}", null, [401, 404, 200, 404, 200, 200]),
        ("GET", "/labs/{lab}/attempts", null, [401, 404, 200, 404, 200, 200]),
        ("GET", "/labs/{lab}/attempts/{nothing}/files/{nothing}", null, [401, 404, 404, 404, 404, 404]),
        ("POST", "/labs", NewLab, [401, 403, 403, 403, 201, 201]),
        ("POST", "/labs/{lab}/complete", """{"evidence":[]}""", [401, 404, 400, 404, 404, 404]),
        ("PUT", "/labs/{lab}", NewLab, [401, 403, 403, 403, 200, 200]),
        ("PUT", "/labs/{lab}/attempts/{nothing}/review", Verdict, [401, 403, 403, 403, 404, 404]),
        ("POST", "/labs/{lab}/webhook-secret", null, [401, 403, 403, 403, 200, 200]),
        ("POST", "/labs/{lab}/webhook", "{}", [401, 401, 401, 401, 401, 401]),
        ("DELETE", "/labs/{doomed}", null, [401, 403, 403, 403, 204, 404]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, "/api/v1" + row.Path));

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var student = await Api.SignInAsAsync(Role.Student);
        var module = new TestModule(new TestLesson());
        var ids = await IdsAsync(owner.Client, student.Client, module);
        (string Role, HttpClient Client)[] clients =
        [
            ("stranger", Api.Stranger()),
            ("other student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("student", student.Client),
            ("other instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("owner", owner.Client),
            ("admin", await Api.AdminAsync()),
        ];
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((role, client), status) in clients.Zip(expected))
            {
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1{Fill(path, ids)}")
                {
                    Content = body is null ? null : new StringContent(Fill(body, ids), System.Text.Encoding.UTF8, "application/json"),
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as {role}: {(int)answer.StatusCode}, expected {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    private async Task<Dictionary<string, Guid>> IdsAsync(HttpClient owner, HttpClient student, TestModule module)
    {
        var course = await CreateCourseAsync(owner);
        await Api.Database.AddOutlineAsync(course, module);
        await student.PostAsync(new Uri($"/api/v1/courses/{course}/enroll", UriKind.Relative), null);
        return new(StringComparer.Ordinal)
        {
            ["{course}"] = course,
            ["{draft}"] = await CreateCourseAsync(owner, Course(("status", "draft"))),
            ["{module}"] = module.Id,
            ["{lesson}"] = module.Lessons[0].Id,
            ["{lab}"] = (await LabTests.LabAsync(owner, course, "webhook")).Id(),
            ["{doomed}"] = (await LabTests.LabAsync(owner, course, "none")).Id(),
            ["{nothing}"] = Guid.CreateVersion7(),
        };
    }

    private static string Fill(string text, Dictionary<string, Guid> ids) => ids
        .Aggregate(text, (filled, id) => filled.Replace(id.Key, id.Value.ToString(), StringComparison.Ordinal))
        .Replace("{any}", Guid.NewGuid().ToString(), StringComparison.Ordinal);
}
