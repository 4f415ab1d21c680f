using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>News of a course for its learners.</summary>
public sealed class AnnouncementTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task Learners_read_what_teachers_announce_and_nobody_else_does()
    {
        var (author, learner) = (await InstructorAsync(), await Api.SignInAsAsync(Role.Student));
        var course = await CourseAsync(author);
        var path = $"/api/v1/courses/{course}/announcements";
        await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);

        var created = await author.Client.PostAsJsonAsync(path, new { title = "Friday", body = "At **six**." });
        var id = (await created.DataAsync()).Id();
        await author.Client.PostAsJsonAsync(path, new { title = "Saturday", body = "At seven." });

        created.Headers.Location!.ToString().ShouldBe($"{path}/{id}");
        var list = (await GetAsync(learner.Client, $"/courses/{course}/announcements")).GetProperty("items").EnumerateArray().ToList();
        list.Select(item => item.GetProperty("title").GetString()).ShouldBe(["Saturday", "Friday"]);
        list[1].GetProperty("html").GetString()!.Trim().ShouldBe("<p>At <strong>six</strong>.</p>");
        (await (await (await Api.SignInAsAsync(Role.Student)).Client.GetAsync(path)).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        (await (await learner.Client.PostAsJsonAsync(path, new { title = "a", body = "b" })).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("FORBIDDEN");
        await using var command = Api.Database.CreateCommand("select count(*) from outbox where event_type = 'COURSE_ANNOUNCED' and course_id = $1");
        command.Parameters.Add(new() { Value = course });
        (await command.ExecuteScalarAsync()).ShouldBe(2L);
    }

    [Fact]
    public async Task A_correction_needs_the_version_that_it_corrects()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);
        var path = $"/courses/{course}/announcements";
        var id = (await (await SendAsync(author.Client, HttpMethod.Post, path, new { title = "a", body = "b" })).DataAsync()).Id();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number =>
            SendAsync(author.Client, HttpMethod.Put, $"{path}/{id}", new { title = $"{number}", body = "b" }, "\"1\"")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(5);
        (await author.Client.DeleteAsync($"/api/v1{path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await author.Client.GetAsync($"/api/v1{path}/{id}")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("ANNOUNCEMENT_NOT_FOUND");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "script")]
    [InlineData("<img src=x onerror=alert(1)>", "onerror")]
    [InlineData("[a](javascript:alert(1))", "javascript")]
    [InlineData("<a href=\" &#106;avascript:alert(1)\">a</a>", "javascript")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg>", "onerror")]
    [InlineData("<form action=//evil.example><input name=password></form>", "input")]
    [InlineData("<div style=\"position:fixed;inset:0\">a</div>", "style")]
    [InlineData("<iframe src=//evil.example></iframe>", "iframe")]
    [InlineData("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", "onerror=alert(1)>")]
    public async Task What_could_run_is_gone_from_the_HTML(string body, string gone)
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);

        var view = await (await SendAsync(author.Client, HttpMethod.Post, $"/courses/{course}/announcements", new { title = "a", body })).DataAsync();

        view.GetProperty("html").GetString()!.ShouldNotContain(gone);
        view.GetProperty("body").GetString().ShouldBe(body.Trim());
    }
}
