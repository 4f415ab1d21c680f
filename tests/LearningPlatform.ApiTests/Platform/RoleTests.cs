using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Platform;

/// <summary>Every route of document 4 as each role and as a stranger. Right input throughout: only who asks differs.</summary>
public sealed class RoleTests(StoresFixture stores) : ApiTest(stores)
{
    // method, route, body?, then the status for: stranger, student, other instructor, owner, admin
    private static readonly (string Method, string Path, bool Body, int[] Expected)[] Table =
    [
        ("GET", "/courses", false, [200, 200, 200, 200, 200]),
        ("GET", "/courses?status=draft", false, [401, 403, 200, 200, 200]),
        ("GET", "/courses/{course}", false, [200, 200, 200, 200, 200]),
        ("GET", "/courses/{draft}", false, [404, 404, 404, 200, 200]),
        ("GET", "/courses/{course}/image", false, [404, 404, 404, 404, 404]),
        ("POST", "/courses", true, [401, 403, 201, 201, 201]),
        ("PUT", "/courses/{course}", true, [401, 403, 403, 200, 200]),
        ("PUT", "/courses/{draft}", true, [401, 403, 404, 200, 200]),
        ("POST", "/courses/{course}/publish", false, [401, 403, 403, 200, 200]),
        ("POST", "/courses/{course}/enroll", false, [401, 201, 201, 201, 201]),
        ("DELETE", "/courses/{course}/enroll", false, [401, 204, 204, 204, 204]),
        ("GET", "/students/guest@example.com/enrollments", false, [200, 200, 200, 200, 200]),
        ("GET", "/admin/students", false, [401, 403, 403, 403, 200]),
        ("GET", "/admin/enrollments", false, [401, 403, 403, 403, 200]),
        ("DELETE", "/admin/enrollments/{nothing}", false, [401, 403, 403, 403, 404]),
        ("POST", "/courses/{course}/archive", false, [401, 403, 403, 200, 200]),
        ("DELETE", "/courses/{doomed}", false, [401, 403, 403, 204, 404]),
    ];

    [Fact]
    public async Task Every_route_answers_each_role_as_it_should()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var clients = new (string Role, HttpClient Client)[]
        {
            ("stranger", Api.Stranger()),
            ("student", (await Api.SignInAsAsync(Role.Student)).Client),
            ("other instructor", (await Api.SignInAsAsync(Role.Instructor)).Client),
            ("owner", owner.Client),
            ("admin", await Api.AdminAsync()),
        };
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            ["{course}"] = await CreateCourseAsync(owner.Client),
            ["{draft}"] = await CreateCourseAsync(owner.Client, Course(("status", "draft"))),
            ["{doomed}"] = await CreateCourseAsync(owner.Client),
            ["{nothing}"] = Guid.CreateVersion7(),
        };
        var wrong = new List<string>();
        foreach (var (method, path, body, expected) in Table)
        {
            foreach (var ((role, client), status) in clients.Zip(expected))
            {
                var url = ids.Aggregate(path, (text, id) => text.Replace(id.Key, id.Value.ToString(), StringComparison.Ordinal));
                var answer = await client.SendAsync(new HttpRequestMessage(new HttpMethod(method), $"/api/v1{url}")
                {
                    Content = body ? JsonContent.Create(Course()) : null,
                });
                if ((int)answer.StatusCode != status)
                {
                    wrong.Add($"{method} {path} as {role}: {(int)answer.StatusCode}, expected {status}");
                }
            }
        }

        wrong.ShouldBeEmpty();
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
