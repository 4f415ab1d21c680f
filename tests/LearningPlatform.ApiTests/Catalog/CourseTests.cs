using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Catalog;

public sealed class CourseTests(StoresFixture stores) : ApiTest(stores)
{
    [Fact]
    public async Task A_new_course_is_answered_as_stored_and_seen_in_the_list_at_once()
    {
        var admin = await Api.AdminAsync();
        (await Api.Stranger().GetAsync("/api/v1/courses")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var created = await admin.PostAsJsonAsync("/api/v1/courses", Course());

        var course = await created.DataAsync();
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        created.Headers.Location!.ToString().ShouldBe($"/api/v1/courses/{course.Id()}");
        created.Headers.ETag!.Tag.ShouldBe("\"1\"");
        course.GetProperty("difficulty").GetString().ShouldBe("intermediate");
        course.GetProperty("status").GetString().ShouldBe("published");
        course.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()).ShouldBe(["networking", "aws"]);
        var list = await (await Api.Stranger().GetAsync("/api/v1/courses")).DataAsync();
        list.GetProperty("items").EnumerateArray().Single().Id().ShouldBe(course.Id());
        var read = await (await Api.Stranger().GetAsync($"/api/courses/{course.Id()}")).DataAsync();
        read.GetProperty("created_at").GetString().ShouldBe(course.GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task The_list_filters_searches_and_sorts()
    {
        var admin = await Api.AdminAsync();
        await CreateCourseAsync(admin, Course(("title", "Zero trust"), ("difficulty", "advanced"), ("tags", new[] { "security" })));
        await CreateCourseAsync(admin, Course(("title", "Backups that restore"), ("description", "Snapshots and drills for PostgreSQL.")));
        await CreateCourseAsync(admin, Course(("title", "Names"), ("status", "draft")));

        (await TitlesAsync("?sort=title")).ShouldBe(["Backups that restore", "Zero trust"]);
        (await TitlesAsync("")).ShouldBe(["Backups that restore", "Zero trust"]);
        (await TitlesAsync("?difficulty=Advanced")).ShouldBe(["Zero trust"]);
        (await TitlesAsync("?tag=SECURITY")).ShouldBe(["Zero trust"]);
        (await TitlesAsync("?q=drill")).ShouldBe(["Backups that restore"]);
        (await TitlesAsync("?q=%22zero trust%22")).ShouldBe(["Zero trust"]);
        (await TitlesAsync("?q=kubernetes")).ShouldBeEmpty();
        (await TitlesAsync($"?instructor_id={Guid.CreateVersion7()}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("newest")]
    [InlineData("title")]
    [InlineData("popular")]
    public async Task Pages_cover_every_course_once_in_order(string sort)
    {
        var admin = await Api.AdminAsync();
        foreach (var number in Enumerable.Range(0, 12))
        {
            // Equal titles: the id has to break the tie.
            await CreateCourseAsync(admin, Course(("title", $"Course {number / 3}")));
        }

        var whole = await IdsAsync($"?sort={sort}&limit=100");
        var paged = new List<Guid>();
        Uri? next = new($"/api/v1/courses?sort={sort}&limit=5", UriKind.Relative);
        while (next is not null)
        {
            var answer = await Api.Stranger().GetAsync(next);
            var page = await answer.DataAsync();
            paged.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Id()));
            var link = answer.Headers.TryGetValues("Link", out var links) ? links.Single() : null;
            (link is null).ShouldBe(page.GetProperty("next_cursor").ValueKind == JsonValueKind.Null);
            next = link is null ? null : new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)], UriKind.Relative);
        }

        paged.ShouldBe(whole);
        whole.Count.ShouldBe(12);
    }

    [Fact]
    public async Task An_unchanged_answer_costs_the_client_nothing()
    {
        await CreateCourseAsync(await Api.AdminAsync());
        var client = Api.Stranger();
        var first = await client.GetAsync("/api/v1/courses");
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());

        (await client.GetAsync("/api/v1/courses")).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task A_stale_update_is_refused_and_changes_nothing()
    {
        var admin = await Api.AdminAsync();
        var id = await CreateCourseAsync(admin);
        var first = await PutAsync(admin, id, "\"1\"", Course(("title", "Second")));
        var late = await PutAsync(admin, id, "\"1\"", Course(("title", "Third")));

        (await first.DataAsync()).GetProperty("version").GetInt32().ShouldBe(2);
        (await late.ErrorAsync(HttpStatusCode.PreconditionFailed)).ShouldBe("PRECONDITION_FAILED");
        (await TitlesAsync("")).ShouldBe(["Second"]);
    }

    [Fact]
    public async Task Twenty_updates_at_once_are_counted_one_by_one()
    {
        var admin = await Api.AdminAsync();
        var id = await CreateCourseAsync(admin);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => PutAsync(admin, id, "\"1\"", Course(("title", $"Title {n}")))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.PreconditionFailed).ShouldBe(19);
    }

    [Fact]
    public async Task Only_the_owner_and_admins_change_a_course_and_nobody_else_knows_of_a_draft()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var other = await Api.SignInAsAsync(Role.Instructor);
        var draft = await CreateCourseAsync(owner.Client, Course(("status", "draft")));

        (await Api.Stranger().GetAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Client.GetAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Client.PostAsync($"/api/v1/courses/{draft}/publish", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await owner.Client.GetAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await owner.Client.GetAsync("/api/v1/courses?status=draft")).DataAsync()).GetProperty("items").GetArrayLength().ShouldBe(1);
        (await (await other.Client.GetAsync("/api/v1/courses?status=draft")).DataAsync()).GetProperty("items").GetArrayLength().ShouldBe(0);

        (await owner.Client.PostAsync($"/api/v1/courses/{draft}/publish", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await other.Client.PutAsJsonAsync($"/api/v1/courses/{draft}", Course())).ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_COURSE_OWNER");
        (await other.Client.DeleteAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await (await Api.AdminAsync()).PostAsync($"/api/v1/courses/{draft}/archive", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await Api.Stranger().GetAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await owner.Client.DeleteAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await owner.Client.GetAsync($"/api/v1/courses/{draft}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_repeated_creation_with_its_key_answers_the_first_one()
    {
        var admin = await Api.AdminAsync();
        admin.DefaultRequestHeaders.Add("Idempotency-Key", "creation-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => admin.PostAsJsonAsync("/api/v1/courses", Course())));
        var replay = await admin.PostAsJsonAsync("/api/v1/courses", Course());
        var other = await admin.PostAsJsonAsync("/api/v1/courses", Course(("title", "Another")));

        var created = answers.Where(answer => answer.StatusCode == HttpStatusCode.Created).ToArray();
        created.ShouldNotBeEmpty();
        answers.Where(answer => answer.StatusCode != HttpStatusCode.Created).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Conflict);
        (await replay.DataAsync()).Id().ShouldBe((await created[0].DataAsync()).Id());
        (await other.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("IDEMPOTENCY_KEY_REUSED");
        (await TitlesAsync("")).Count.ShouldBe(1);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, Guid id, string tag, object course)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/courses/{id}") { Content = JsonContent.Create(course) };
        request.Headers.TryAddWithoutValidation("If-Match", tag);
        return client.SendAsync(request);
    }

    private async Task<List<string?>> TitlesAsync(string query) =>
        [.. (await ItemsAsync(query)).Select(item => item.GetProperty("title").GetString())];

    private async Task<List<Guid>> IdsAsync(string query) => [.. (await ItemsAsync(query)).Select(item => item.Id())];

    private async Task<JsonElement.ArrayEnumerator> ItemsAsync(string query) =>
        (await (await Api.Stranger().GetAsync($"/api/v1/courses{query}")).DataAsync()).GetProperty("items").EnumerateArray();
}
