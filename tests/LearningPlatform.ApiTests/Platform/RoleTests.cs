using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Platform;

/// <summary>Every route of document 4 as each role and as a stranger. Right input throughout: only who asks differs.</summary>
public sealed class RoleTests(StoresFixture stores) : ApiTest(stores), IRoleTable
{
    private static readonly RoleRow[] Table =
    [
        // who:                                        stranger student other instructor, owner, admin
        new("GET", "/api/v1/courses", [200, 200, 200, 200, 200]),
        new("GET", "/api/v1/courses?status=draft", [401, 403, 200, 200, 200]),
        new("GET", "/api/v1/courses/{course}", [200, 200, 200, 200, 200]),
        new("GET", "/api/v1/courses/{draft}", [404, 404, 404, 200, 200]),
        new("GET", "/api/v1/courses/{course}/image", [404, 404, 404, 404, 404]),
        new("POST", "/api/v1/courses", [401, 403, 201, 201, 201], Course()),
        new("POST", "/api/v1/courses/import", [401, 403, 415, 415, 415]),
        new("POST", "/api/v1/courses/upload", [401, 403, 201, 201, 201], Upload),
        new("PUT", "/api/v1/courses/{course}", [401, 403, 403, 200, 200], Course()),
        new("PUT", "/api/v1/courses/{draft}", [401, 403, 404, 200, 200], Course()),
        new("POST", "/api/v1/courses/{course}/publish", [401, 403, 403, 200, 200]),
        new("POST", "/api/v1/courses/{course}/enroll", [401, 201, 201, 201, 201]),
        new("DELETE", "/api/v1/courses/{course}/enroll", [401, 204, 204, 204, 204]),
        new("GET", "/api/v1/students/guest@example.com/enrollments", [200, 200, 200, 200, 200]),
        new("POST", "/api/v1/enrollments", [201, 409, 409, 409, 409], new { student_email = "guest@example.com", course_id = "{course}" }),
        new("GET", "/api/v1/admin/students", [401, 403, 403, 403, 200]),
        new("GET", "/api/v1/admin/enrollments", [401, 403, 403, 403, 200]),
        new("DELETE", "/api/v1/admin/enrollments/{nothing}", [401, 403, 403, 403, 404]),
        new("POST", "/api/v1/courses/{course}/archive", [401, 403, 403, 200, 200]),
        new("DELETE", "/api/v1/courses/{doomed}", [401, 403, 403, 204, 404]),
    ];

    public static IEnumerable<(string Method, string Path)> Routes => Table.Select(row => (row.Method, row.Path));

    private static Func<HttpContent> Upload => () => new MultipartFormDataContent
    {
        { new StringContent("Networks for architects"), "title" },
        { new StringContent("Addresses, routes and names, in three clouds."), "description" },
        { new StringContent("beginner"), "difficulty" },
    };

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var callers = new (string Role, HttpClient Client)[]
        {
            ("stranger", Api.Stranger()),
            ("student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("other instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("owner", owner.Client),
            ("admin", await Api.AdminAsync()),
        };
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["course"] = await CreateCourseAsync(owner.Client),
            ["draft"] = await CreateCourseAsync(owner.Client, Course(("status", "draft"))),
            ["doomed"] = await CreateCourseAsync(owner.Client),
            ["nothing"] = Guid.CreateVersion7(),
        };
        var differences = new List<string>();
        foreach (var row in Table)
        {
            differences.AddRange(await row.DifferencesAsync(callers, ids));
        }

        differences.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lessons_content_is_for_the_enrolled_the_owner_and_admins()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var student = await Api.SignInAsAsync(Role.Student);
        var course = await CreateCourseAsync(owner.Client);
        await using (var command = Api.Database.CreateCommand(
            """
            with module as (insert into course_modules (id, course_id, title, position) values (gen_random_uuid(), $1, 'One', 0) returning id)
            insert into lessons (id, module_id, title, content, position) select gen_random_uuid(), id, 'First', 'the secret', 0 from module
            """))
        {
            command.Parameters.Add(new() { Value = course });
            await command.ExecuteNonQueryAsync();
        }

        (await ContentAsync(Api.Stranger())).ShouldBeNull();
        (await ContentAsync(student.Client)).ShouldBeNull();
        (await ContentAsync((await Api.SignInAsAsync(Role.Instructor)).Client)).ShouldBeNull();
        (await ContentAsync(owner.Client)).ShouldBe("the secret");
        (await ContentAsync(await Api.AdminAsync())).ShouldBe("the secret");
        await student.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);
        (await ContentAsync(student.Client)).ShouldBe("the secret");

        async Task<string?> ContentAsync(HttpClient client) =>
            (await (await client.GetAsync($"/api/v1/courses/{course}")).DataAsync())
                .GetProperty("modules")[0].GetProperty("lessons")[0].GetProperty("content").GetString();
    }
}
