using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Working copies and published versions: an edit never breaks a learner in the middle.</summary>
public sealed class PublishingTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task Learners_see_what_was_published_until_the_next_version()
    {
        var (author, learner) = (await InstructorAsync(), await Api.SignInAsAsync(Role.Student));
        var (course, modules, lessons) = await OutlinedAsync(author);
        await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);

        await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/modules/{modules[0]}/lessons/{lessons[0]}", new { title = "A", content = "new" });
        await author.Client.DeleteAsync($"/api/v1/courses/{course}/modules/{modules[1]}");

        Shape(await GetAsync(learner.Client, $"/courses/{course}")).ShouldBe("One(a,b) Two(c)");
        (await GetAsync(author.Client, $"/courses/{course}/outline")).GetProperty("has_changes").GetBoolean().ShouldBeTrue();
        await PublishAsync(author, course);
        Shape(await GetAsync(learner.Client, $"/courses/{course}")).ShouldBe("One(A,b)");
        (await GetAsync(author.Client, $"/courses/{course}/outline")).GetProperty("has_changes").GetBoolean().ShouldBeFalse();
        // What is out of the outline is still there for the progress on it.
        (await CountAsync("select count(*) from lessons where id = $1 and removed_at is not null", lessons[2])).ShouldBe(1);
    }

    [Fact]
    public async Task A_version_comes_back_with_the_same_ids()
    {
        var author = await InstructorAsync();
        var (course, modules, lessons) = await OutlinedAsync(author);
        await author.Client.DeleteAsync($"/api/v1/courses/{course}/modules/{modules[0]}");
        await PublishAsync(author, course);
        var versions = (await GetAsync(author.Client, $"/courses/{course}/versions")).GetProperty("items").EnumerateArray().ToList();
        versions.Select(version => version.GetProperty("number").GetInt32()).ShouldBe([2, 1]);
        versions.Select(version => version.GetProperty("lessons").GetInt32()).ShouldBe([1, 3]);

        Shape((await GetAsync(author.Client, $"/courses/{course}/versions/1")).GetProperty("outline")).ShouldBe("One(a,b) Two(c)");
        Shape(await (await author.Client.PostAsync($"/api/v1/courses/{course}/versions/1/restore", null)).DataAsync()).ShouldBe("One(a,b) Two(c)");
        Shape(await GetAsync(Api.Stranger(), $"/courses/{course}")).ShouldBe("Two(c)");
        var published = await PublishAsync(author, course);

        published.GetProperty("modules")[0].Id().ShouldBe(modules[0]);
        published.GetProperty("modules")[0].GetProperty("lessons")[0].Id().ShouldBe(lessons[0]);
        (await CountAsync("select count(*) from lessons l join course_modules m on m.id = l.module_id where m.course_id = $1 and l.removed_at is null", course))
            .ShouldBe(3);
        (await (await author.Client.GetAsync($"/api/v1/courses/{course}/versions/9")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("VERSION_NOT_FOUND");
    }

    [Fact]
    public async Task Publishing_twice_or_at_once_makes_one_version_and_tells_followers_once()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author, "draft");
        var module = await ModuleAsync(author, course, "One");
        await LessonAsync(author, course, module, "a");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => author.Client.PostAsync($"/api/v1/courses/{course}/publish", null)));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await GetAsync(author.Client, $"/courses/{course}/versions")).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await CountAsync("select count(*) from outbox where event_type = 'COURSE_PUBLISHED' and course_id = $1", course)).ShouldBe(1);
        (await CountAsync("select count(*) from outbox where event_type = 'COURSE_VERSION_PUBLISHED' and course_id = $1", course)).ShouldBe(1);
    }

    [Fact]
    public async Task A_course_that_had_an_outline_before_its_first_edit_keeps_it()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);
        await ExecuteAsync(
            """
            with module as (
                insert into course_modules (id, course_id, title, position, release_at)
                values (gen_random_uuid(), $1, 'Old', 0, '2026-01-02T03:04:05Z') returning id)
            insert into lessons (id, module_id, title, content, position) select gen_random_uuid(), id, 'first', 'text', 0 from module
            """,
            course);

        var module = await ModuleAsync(author, course, "New");

        Shape(await GetAsync(author.Client, $"/courses/{course}/outline")).ShouldBe("Old(first) New()");
        await LessonAsync(author, course, module, "second");
        var published = await PublishAsync(author, course);
        Shape(published).ShouldBe("Old(first) New(second)");
        published.GetProperty("modules")[0].GetProperty("release_at").GetDateTimeOffset().ShouldBe(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    }

    [Fact]
    public async Task What_is_behind_a_release_date_is_closed_to_learners_until_then()
    {
        var (author, learner) = (await InstructorAsync(), await Api.SignInAsAsync(Role.Student));
        var course = await CourseAsync(author);
        var module = (await (await SendAsync(
            author.Client, HttpMethod.Post, $"/courses/{course}/modules", new { title = "Later", release_at = "2100-01-01T00:00:00Z" })).DataAsync()).Id();
        await LessonAsync(author, course, module, "secret");
        await PublishAsync(author, course);
        await learner.Client.PostAsync($"/api/v1/courses/{course}/enroll", null);

        Content(await GetAsync(learner.Client, $"/courses/{course}")).ShouldBeNull();
        Content(await GetAsync(author.Client, $"/courses/{course}")).ShouldBe("About *secret*.");
        await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/modules/{module}", new { title = "Now", release_at = "2020-01-01T00:00:00Z" });
        await PublishAsync(author, course);
        Content(await GetAsync(learner.Client, $"/courses/{course}")).ShouldBe("About *secret*.");

        static string? Content(JsonElement course) => course.GetProperty("modules")[0].GetProperty("lessons")[0].GetProperty("content").GetString();
    }

    [Fact]
    public async Task The_completion_rule_is_published_like_everything_else()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);

        (await (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/completion", new { rule = "score" })).ErrorAsync(HttpStatusCode.BadRequest))
            .ShouldBe("VALIDATION_FAILED");
        (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/completion", new { rule = "score", minimum_score = 70 })).EnsureSuccessStatusCode();

        (await GetAsync(Api.Stranger(), $"/courses/{course}")).GetProperty("completion_rule").GetString().ShouldBe("all");
        var published = await PublishAsync(author, course);
        published.GetProperty("completion_rule").GetString().ShouldBe("score");
        published.GetProperty("minimum_score").GetInt32().ShouldBe(70);
    }

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        await command.ExecuteNonQueryAsync();
    }
}
