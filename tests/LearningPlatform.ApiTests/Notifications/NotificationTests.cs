using System.Buffers.Text;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Notifications;

public sealed class NotificationTests(StoresFixture stores) : ApiTest(stores)
{
    [Fact]
    public async Task The_list_is_ones_own_newest_first_with_the_unread_ones_counted()
    {
        var (ada, bob) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var ids = await StoreAsync(ada.Id, 5);
        await StoreAsync(bob.Id, 2);

        var first = await GetAsync(ada, "?limit=3");
        Ids(first).ShouldBe(ids.AsEnumerable().Reverse().Take(3));
        first.GetProperty("unread_count").GetInt64().ShouldBe(5);
        var rest = await GetAsync(ada, $"?limit=3&cursor={first.GetProperty("next_cursor").GetString()}");
        Ids(rest).ShouldBe(ids.AsEnumerable().Reverse().Skip(3));
        rest.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task Reading_one_and_reading_all_leave_others_alone()
    {
        var (ada, bob) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var (own, foreign) = (await StoreAsync(ada.Id, 3), await StoreAsync(bob.Id, 1));

        (await ada.Client.PutAsync(Uri($"/{own[0]}/read"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await ada.Client.PutAsync(Uri($"/{own[0]}/read"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await (await ada.Client.PutAsync(Uri($"/{foreign[0]}/read"), null)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("NOTIFICATION_NOT_FOUND");
        Ids(await GetAsync(ada, "?unread=true")).Count().ShouldBe(2);

        (await ada.Client.PutAsync(Uri("/read-all"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await GetAsync(ada)).GetProperty("unread_count").GetInt64().ShouldBe(0);
        (await GetAsync(bob)).GetProperty("unread_count").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Preferences_start_with_the_defaults_and_keep_what_was_chosen()
    {
        var ada = await Api.SignInAsAsync(Role.Student);
        var before = await (await ada.Client.GetAsync(Uri("/preferences"))).DataAsync();
        before.GetProperty("kinds").GetProperty("course_published").GetProperty("email").GetString().ShouldBe("digest");
        before.GetProperty("digest_at").GetString().ShouldStartWith("08:00");

        var answer = await ada.Client.PutAsJsonAsync(Uri("/preferences"), new
        {
            kinds = new { enrolled = new { in_app = true, email = "off" }, security = new { in_app = false, email = "off" } },
            quiet_from = "22:00",
            quiet_until = "07:00",
        });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var after = await (await ada.Client.GetAsync(Uri("/preferences"))).DataAsync();
        after.GetProperty("kinds").GetProperty("enrolled").GetProperty("email").GetString().ShouldBe("off");
        after.GetProperty("kinds").GetProperty("security").GetProperty("email").GetString().ShouldBe("immediate", "nobody can turn it off");
        after.GetProperty("quiet_from").GetString().ShouldStartWith("22:00");
    }

    [Fact]
    public async Task Everybody_can_choose_and_twice_at_once_as_well()
    {
        var people = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Api.SignInAsAsync(Role.Student)));

        var answers = await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 4).Select(_ =>
            person.Client.PutAsJsonAsync(Uri("/preferences"), new { digest_at = "09:30" }))));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        await using var count = Api.Database.CreateCommand(
            "select count(distinct unsubscribe_token) from notification_settings where length(unsubscribe_token) = 32");
        (await count.ExecuteScalarAsync()).ShouldBe(3L);
    }

    [Theory]
    [InlineData("""{"quiet_from":"22:00"}""", "quiet_until")]
    [InlineData("""{"kinds":{"nonsense":{"in_app":true,"email":"off"}}}""", "kinds")]
    [InlineData("""{"kinds":{"enrolled":null}}""", "kinds")]
    public async Task Preferences_that_make_no_sense_are_refused(string body, string field)
    {
        var ada = await Api.SignInAsAsync(Role.Student);
        var answer = await ada.Client.PutAsync(Uri("/preferences"), new StringContent(body, null, "application/json"));
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.DetailsAsync()).EnumerateObject().Select(error => error.Name).ShouldBe([field]);
    }

    [Fact]
    public async Task The_link_in_a_mail_turns_its_kind_off_by_post_only()
    {
        var ada = await Api.SignInAsAsync(Role.Student);
        await using var insert = Api.Database.CreateCommand("insert into notification_settings (user_id) values ($1) returning unsubscribe_token");
        insert.Parameters.Add(new() { Value = ada.Id });
        var link = $"/unsubscribe?token={Base64Url.EncodeToString((byte[])(await insert.ExecuteScalarAsync())!)}&kind=";
        using var stranger = Api.Stranger();

        var page = await stranger.GetAsync(Uri(link + "enrolled"));
        (await page.Content.ReadAsStringAsync()).ShouldContain("<button>Unsubscribe</button>");
        (await EmailOfAsync(ada, "enrolled")).ShouldBe("immediate");

        using var oneClick = new FormUrlEncodedContent([KeyValuePair.Create("List-Unsubscribe", "One-Click")]);
        (await stranger.PostAsync(Uri(link + "enrolled"), oneClick)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await EmailOfAsync(ada, "enrolled")).ShouldBe("off");
        (await EmailOfAsync(ada, "welcome")).ShouldBe("immediate");

        (await stranger.PostAsync(Uri(link + "digest"), null)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await EmailOfAsync(ada, "course_published")).ShouldBe("off");
        (await EmailOfAsync(ada, "welcome")).ShouldBe("immediate", "it is not part of the digest");

        using var button = new HttpRequestMessage(HttpMethod.Post, Uri(link + "welcome")) { Headers = { { "Accept", "text/html,*/*" } } };
        (await (await stranger.SendAsync(button)).Content.ReadAsStringAsync()).ShouldContain("<h1>Unsubscribed</h1>");
        (await EmailOfAsync(ada, "welcome")).ShouldBe("off");

        (await stranger.PostAsync(Uri(link + "security"), null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync(Uri("/unsubscribe?token=AAAA&kind=enrolled"), null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync(Uri("/unsubscribe"), null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Instructors_can_be_followed_and_nobody_else()
    {
        var (ada, teacher) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Instructor));
        async Task<HttpStatusCode> FollowAsync(Guid id) =>
            (await ada.Client.PutAsync(new Uri($"/api/v1/instructors/{id}/follow", UriKind.Relative), null)).StatusCode;

        (await FollowAsync(teacher.Id)).ShouldBe(HttpStatusCode.NoContent);
        (await FollowAsync(teacher.Id)).ShouldBe(HttpStatusCode.NoContent);
        (await FollowAsync(ada.Id)).ShouldBe(HttpStatusCode.NotFound);
        (await ada.Client.DeleteAsync(new Uri($"/api/v1/instructors/{teacher.Id}/follow", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static Uri Uri(string path) => new($"/api/v1/notifications{path}", UriKind.Relative);

    private static async Task<JsonElement> GetAsync(Person person, string query = "") =>
        await (await person.Client.GetAsync(Uri(query))).DataAsync();

    private static IEnumerable<Guid> Ids(JsonElement page) => page.GetProperty("items").EnumerateArray().Select(item => item.Id());

    private static async Task<string?> EmailOfAsync(Person person, string kind) =>
        (await (await person.Client.GetAsync(Uri("/preferences"))).DataAsync()).GetProperty("kinds").GetProperty(kind).GetProperty("email").GetString();

    private async Task<List<Guid>> StoreAsync(Guid userId, int count)
    {
        var start = DateTimeOffset.UtcNow;
        // Ids of one millisecond have no order among themselves.
        var ids = Enumerable.Range(0, count).Select(number => Guid.CreateVersion7(start.AddMilliseconds(number))).ToList();
        await using var command = Api.Database.CreateCommand(
            "insert into notifications (id, user_id, kind, in_app, created_at) select id, $2, 'welcome', true, now() from unnest($1) as id");
        command.Parameters.Add(new() { Value = ids.ToArray() });
        command.Parameters.Add(new() { Value = userId });
        await command.ExecuteNonQueryAsync();
        return ids;
    }
}
