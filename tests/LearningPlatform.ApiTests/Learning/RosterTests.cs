using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Learning;

public sealed class RosterTests(LearningApi shared) : LearningTest(shared)
{
    [Fact]
    public async Task Teachers_see_who_is_how_far_and_who_is_stuck_and_take_it_along_as_csv()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var course = await CreateCourseAsync(owner.Client);
        var module = new TestModule(new TestLesson(), new TestLesson());
        await Api.Database.AddOutlineAsync(course, module);
        var cohort = (await (await owner.Client.PostAsJsonAsync(Path(course, "cohorts"), new { name = "=1+1", starts_at = DateTimeOffset.UtcNow.AddDays(-1) })).DataAsync()).Id();
        var (busy, stuck) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        await busy.Client.PostAsJsonAsync(Path(course, "enroll"), new { cohort_id = cohort });
        await stuck.Client.PostAsync(Path(course, "enroll"), null);
        await Api.Stranger().PostAsJsonAsync("/api/v1/enrollments", new { student_email = "guest@example.com", course_id = course });
        await busy.Client.PostAsync(Path(course, $"lessons/{module.Lessons[0].Id}/complete"), null);
        await Api.Database.CountAsync("with old as (update enrollments set enrolled_at = now() - interval '9 days' where course_id = $1 returning 1) select count(*) from old", course);

        var all = await ItemsAsync(owner.Client, course, "roster?limit=100");
        all.Select(row => (row.GetProperty("email").GetString(), row.GetProperty("percentage").GetInt32()))
            .ShouldBe([(busy.Email, 50), (stuck.Email, 0), ("guest@example.com", 0)]);
        (await ItemsAsync(owner.Client, course, "roster?stuck_days=7")).Select(row => row.GetProperty("email").GetString()).ShouldBe([stuck.Email]);
        (await ItemsAsync(owner.Client, course, $"roster?cohort_id={cohort}")).Select(row => row.GetProperty("email").GetString()).ShouldBe([busy.Email]);
        var page = await (await owner.Client.GetAsync(Path(course, "roster?limit=2"))).DataAsync();
        (await ItemsAsync(owner.Client, course, $"roster?cursor={page.GetProperty("next_cursor").GetString()}"))
            .Select(row => row.GetProperty("email").GetString()).ShouldBe(["guest@example.com"]);
        (await owner.Client.GetAsync(Path(course, "roster?stuck_days=0"))).StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        var csv = await owner.Client.GetAsync(Path(course, "roster.csv"));
        csv.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv");
        var lines = (await csv.Content.ReadAsStringAsync()).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(4);
        lines[0].ShouldStartWith("name,email,cohort");
        lines[1].ShouldContain("'=1+1", customMessage: "a spreadsheet must not run it");
        lines[1].ShouldContain(",50,");
    }

    private static async Task<List<JsonElement>> ItemsAsync(HttpClient client, Guid course, string path) =>
        [.. (await (await client.GetAsync(Path(course, path))).DataAsync()).GetProperty("items").EnumerateArray()];

    private static Uri Path(Guid course, string path) => new($"/api/v1/courses/{course}/{path}", UriKind.Relative);
}
