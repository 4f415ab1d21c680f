namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Modules and lessons in order, edited by their authors (document 5).</summary>
public sealed class OutlineTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task An_outline_is_built_piece_by_piece_and_seen_by_learners_when_it_is_published()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);
        var module = await ModuleAsync(author, course, "One");
        await LessonAsync(author, course, module, "b");
        await LessonAsync(author, course, module, "a", new { title = "a", kind = "video", media_url = "https://example.com/v", position = 0, required = false });

        Shape(await GetAsync(author.Client, $"/courses/{course}/outline")).ShouldBe("One(a,b)");
        Shape(await GetAsync(Api.Stranger(), $"/courses/{course}")).ShouldBe("");
        Shape(await PublishAsync(author, course)).ShouldBe("One(a,b)");
        var seen = await GetAsync(Api.Stranger(), $"/courses/{course}");
        Shape(seen).ShouldBe("One(a,b)");
        var lesson = seen.GetProperty("modules")[0].GetProperty("lessons")[0];
        lesson.GetProperty("required").GetBoolean().ShouldBeFalse();
        lesson.GetProperty("media_url").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task The_whole_order_changes_in_one_call_and_lessons_move_between_modules()
    {
        var author = await InstructorAsync();
        var (course, modules, lessons) = await OutlinedAsync(author);

        var answer = await ReorderAsync(author, course, (modules[1], [lessons[2], lessons[0]]), (modules[0], [lessons[1]]));

        Shape(await answer.DataAsync()).ShouldBe("Two(c,a) One(b)");
        Shape(await GetAsync(Api.Stranger(), $"/courses/{course}")).ShouldBe("One(a,b) Two(c)");
        Shape(await PublishAsync(author, course)).ShouldBe("Two(c,a) One(b)");
        var ids = (await GetAsync(Api.Stranger(), $"/courses/{course}")).GetProperty("modules")[0].GetProperty("lessons").EnumerateArray();
        ids.Select(lesson => lesson.Id()).ShouldBe([lessons[2], lessons[0]], "lessons keep their ids wherever they go");
    }

    [Fact]
    public async Task An_order_must_name_exactly_what_there_is()
    {
        var author = await InstructorAsync();
        var (course, modules, lessons) = await OutlinedAsync(author);
        var (other, _, foreign) = await OutlinedAsync(author);

        (await (await ReorderAsync(author, course, (modules[0], lessons))).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("OUTLINE_CHANGED");
        (await (await ReorderAsync(author, course, (modules[0], lessons), (modules[1], [lessons[0]]))).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("OUTLINE_CHANGED");
        (await (await ReorderAsync(author, course, (modules[0], lessons), (modules[1], [foreign[0]]))).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("OUTLINE_CHANGED");
        (await (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/outline", new { modules = new object?[] { null } }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
        Shape(await GetAsync(author.Client, $"/courses/{course}/outline")).ShouldBe("One(a,b) Two(c)");
        Shape(await GetAsync(author.Client, $"/courses/{other}/outline")).ShouldBe("One(a,b) Two(c)");
    }

    [Fact]
    public async Task Of_many_who_reorder_what_they_have_read_exactly_one_wins()
    {
        var author = await InstructorAsync();
        var (course, modules, lessons) = await OutlinedAsync(author);
        var tag = (await author.Client.GetAsync($"/api/v1/courses/{course}/outline")).Headers.ETag!.Tag;

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => ReorderAsync(
            author, course, tag, number % 2 == 0
                ? [(modules[1], [.. lessons.Reverse()]), (modules[0], [])]
                : [(modules[0], []), (modules[1], lessons)])));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(11);
        var won = Shape(await answers.Single(answer => answer.StatusCode == HttpStatusCode.OK).DataAsync());
        Shape(await GetAsync(author.Client, $"/courses/{course}/outline")).ShouldBe(won);
    }

    [Fact]
    public async Task Edits_reorders_and_publications_at_once_never_lose_or_double_anything()
    {
        var author = await InstructorAsync();
        var (course, modules, lessons) = await OutlinedAsync(author);
        var media = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => CourseMediaTests.MediumAsync(author)));

        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(number => (number % 3) switch
        {
            0 => author.Client.PostAsJsonAsync(
                $"/api/v1/courses/{course}/modules/{modules[0]}/lessons", new { title = $"n{number}", media_id = media[number / 3] }),
            1 => ReorderAsync(author, course, (modules[1], lessons), (modules[0], [])),
            _ => author.Client.PostAsync($"/api/v1/courses/{course}/publish", null),
        }));

        answers.ShouldAllBe(answer => answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(10);
        await PublishAsync(author, course);
        var published = (await GetAsync(Api.Stranger(), $"/courses/{course}")).GetProperty("modules").EnumerateArray()
            .SelectMany(module => module.GetProperty("lessons").EnumerateArray()).Select(lesson => lesson.Id()).ToList();
        published.Count.ShouldBe(13);
        published.Distinct().Count().ShouldBe(13);
    }

    [Fact]
    public async Task Modules_wait_for_others_but_never_for_themselves()
    {
        var author = await InstructorAsync();
        var course = await CourseAsync(author);
        var first = await ModuleAsync(author, course, "First");
        var second = await ModuleAsync(author, course, "Second", first);

        (await (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/modules/{first}", new { title = "First", prerequisites = new[] { second } }))
            .ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITE_CYCLE");
        (await (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/modules/{first}", new { title = "First", prerequisites = new[] { course } }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
        var published = await PublishAsync(author, course);
        published.GetProperty("modules")[1].GetProperty("prerequisites")[0].GetGuid().ShouldBe(first);

        (await author.Client.DeleteAsync($"/api/v1/courses/{course}/modules/{first}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PublishAsync(author, course)).GetProperty("modules")[0].GetProperty("prerequisites").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Courses_wait_for_others_but_never_in_a_circle_even_when_both_ask_at_once()
    {
        var author = await InstructorAsync();
        for (var round = 0; round < 5; round++)
        {
            var (a, b) = (await CourseAsync(author), await CourseAsync(author));

            var answers = await Task.WhenAll(
                SendAsync(author.Client, HttpMethod.Put, $"/courses/{a}/prerequisites", new { course_ids = new[] { b } }),
                SendAsync(author.Client, HttpMethod.Put, $"/courses/{b}/prerequisites", new { course_ids = new[] { a } }));

            answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
            (await answers.Single(answer => answer.StatusCode != HttpStatusCode.OK).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("PREREQUISITE_CYCLE");
        }

        var someone = await InstructorAsync();
        var draft = await CourseAsync(someone, "draft");
        var own = await CourseAsync(author);
        (await (await SendAsync(author.Client, HttpMethod.Put, $"/courses/{own}/prerequisites", new { course_ids = new[] { draft } }))
            .ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
    }

    [Theory]
    [InlineData("modules", """{"title":""}""")]
    [InlineData("modules", """{"title":"a","position":-1}""")]
    [InlineData("modules", """{"title":"a","release_at":"tomorrow"}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a","kind":"song"}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a","media_url":"javascript:alert(1)"}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a","media_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a","activity_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a","duration_minutes":10001}""")]
    [InlineData("modules/{module}/lessons", """{"title":"a\u0000"}""")]
    public async Task What_is_not_a_module_or_a_lesson_is_refused_and_nothing_changes(string path, string body)
    {
        var author = await InstructorAsync();
        var (course, modules, _) = await OutlinedAsync(author);
        var url = $"/api/v1/courses/{course}/{path.Replace("{module}", modules[0].ToString(), StringComparison.Ordinal)}";

        (await author.Client.PostAsync(url, new StringContent(body, System.Text.Encoding.UTF8, "application/json"))).StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);

        Shape(await GetAsync(author.Client, $"/courses/{course}/outline")).ShouldBe("One(a,b) Two(c)");
    }

    private static Task<HttpResponseMessage> ReorderAsync(Person author, Guid course, params (Guid Module, Guid[] Lessons)[] order) =>
        ReorderAsync(author, course, null, order);

    private static Task<HttpResponseMessage> ReorderAsync(Person author, Guid course, string? ifMatch, (Guid Module, Guid[] Lessons)[] order) =>
        SendAsync(
            author.Client,
            HttpMethod.Put,
            $"/courses/{course}/outline",
            new { modules = order.Select(module => new { id = module.Module, lessons = module.Lessons }) },
            ifMatch);
}
