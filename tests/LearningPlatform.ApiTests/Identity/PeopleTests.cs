using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Progress;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>What people are to each other: friends, visible or not, admins.</summary>
public sealed class PeopleTests(StoresFixture stores) : OwnIdentityTest(stores)
{
    [Fact]
    public async Task Both_sides_see_a_friendship_the_same_from_the_request_to_its_end()
    {
        var (ada, bob) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var request = (await (await AskAsync(ada, bob)).DataAsync()).Id();
        (await FriendsAsync(ada, "requested")).Single().GetProperty("user_id").GetGuid().ShouldBe(bob.Id);
        (await FriendsAsync(bob, "pending")).Single().GetProperty("user_id").GetGuid().ShouldBe(ada.Id);
        (await (await AskAsync(ada, bob)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("FRIEND_REQUEST_EXISTS");
        (await ada.Client.PutAsync($"/api/v1/friends/{request}/accept", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound, "one's own request");

        (await bob.Client.PutAsync($"/api/v1/friends/{request}/accept", null)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await FriendsAsync(ada, "accepted")).Single().GetProperty("user_id").GetGuid().ShouldBe(bob.Id);
        (await FriendsAsync(bob, "accepted")).Single().GetProperty("user_id").GetGuid().ShouldBe(ada.Id);
        (await ada.Client.DeleteAsync($"/api/v1/friends/{bob.Id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await FriendsAsync(bob, "accepted")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Two_who_ask_each_other_at_the_same_moment_are_friends_once()
    {
        for (var round = 0; round < 10; round++)
        {
            var (ada, bob) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));

            var answers = await Task.WhenAll(AskAsync(ada, bob), AskAsync(bob, ada));

            answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
            (await FriendsAsync(ada, "accepted")).Length.ShouldBe(1);
            (await FriendsAsync(bob, "accepted")).Length.ShouldBe(1);
        }
    }

    [Fact]
    public async Task Accepting_and_rejecting_at_once_has_one_winner()
    {
        var (ada, bob) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        var id = (await (await AskAsync(ada, bob)).DataAsync()).Id();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n =>
            bob.Client.PutAsync($"/api/v1/friends/{id}/{(n % 2 == 0 ? "accept" : "reject")}", null)));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
    }

    [Theory]
    [InlineData("everyone", true, true)]
    [InlineData("friends", false, true)]
    [InlineData("nobody", false, false)]
    public async Task A_profile_is_shown_to_whom_its_owner_shows_it(string audience, bool toStrangers, bool toFriends)
    {
        var (owner, stranger, friend) =
            (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        await AskAsync(owner, friend);
        await friend.Client.PutAsync($"/api/v1/friends/{owner.Id}/accept", null);
        var preferences = new { privacy = new { profile = audience, activity = audience, xp = audience } };
        (await owner.Client.PutAsJsonAsync("/api/v1/users/preferences", preferences)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await SeesAsync(stranger)).ShouldBe(toStrangers);
        (await SeesAsync(friend)).ShouldBe(toFriends);
        (await SeesAsync(owner)).ShouldBeTrue();
        (await (await Api.AdminAsync()).GetAsync($"/api/v1/users/{owner.Id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        async Task<bool> SeesAsync(Person person) => (await person.Client.GetAsync($"/api/v1/users/{owner.Id}")).StatusCode == HttpStatusCode.OK;
    }

    [Fact]
    public async Task A_profile_without_activity_and_xp_shows_neither_and_never_an_address()
    {
        var (owner, other) = (await Api.SignInAsAsync(Role.Student), await Api.SignInAsAsync(Role.Student));
        await owner.Client.PutAsJsonAsync("/api/v1/users/preferences", new { privacy = new { activity = "nobody", xp = "nobody" } });

        var seen = await (await other.Client.GetAsync($"/api/v1/users/{owner.Id}")).DataAsync();

        seen.GetProperty("xp").ValueKind.ShouldBe(JsonValueKind.Null);
        seen.GetProperty("skills").ValueKind.ShouldBe(JsonValueKind.Null);
        seen.GetRawText().ShouldNotContain("@");
    }

    [Fact]
    public async Task The_last_admin_stays_admin_even_when_two_remove_each_other_at_once()
    {
        var first = await Api.AdminAsync();
        var firstId = (await (await first.GetAsync("/api/v1/auth/me")).DataAsync()).Id();
        (await (await first.PutAsJsonAsync($"/api/v1/users/{firstId}/roles", new { role = "student" })).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("LAST_ADMIN");
        (await (await first.DeleteAsync("/api/v1/users/me")).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("LAST_ADMIN");
        var second = await Api.SignInAsAsync(Role.Admin);

        var answers = await Task.WhenAll(
            first.PutAsJsonAsync($"/api/v1/users/{second.Id}/roles", new { role = "student" }),
            second.Client.PutAsJsonAsync($"/api/v1/users/{firstId}/roles", new { role = "student" }));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        (await ScalarAsync<long>("select count(*) from users where role = 'admin'")).ShouldBe(1);
    }

    [Fact]
    public async Task Who_loses_a_role_loses_it_at_once()
    {
        var admin = await Api.AdminAsync();
        var teacher = await Api.SignInAsAsync(Role.Instructor);
        (await teacher.Client.PostAsJsonAsync("/api/v1/courses", Course)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await admin.PutAsJsonAsync($"/api/v1/users/{teacher.Id}/roles", new { role = "learner" })).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await teacher.Client.PostAsJsonAsync("/api/v1/courses", Course)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var again = await Api.SignedInAsync(teacher.Email, Password);
        (await again.PostAsJsonAsync("/api/v1/courses", Course)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await AuditedAsync("role_changed", teacher.Email)).ShouldBe(1);
    }

    [Fact]
    public async Task An_award_counts_once_however_often_it_is_made_at_once()
    {
        var person = await Api.SignInAsAsync(Role.Student);
        var award = new XpAward(person.Id, "study_session", Guid.NewGuid(), 600);

        var booked = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            await using var scope = Api.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
            return await XpLedger.AwardAsync(db, award, TimeProvider.System, CancellationToken.None);
        }));

        booked.Count(counted => counted).ShouldBe(1);
        var standing = await (await person.Client.GetAsync("/api/v1/auth/xp")).DataAsync();
        standing.GetProperty("xp").GetInt64().ShouldBe(600);
        standing.GetProperty("level").GetInt32().ShouldBe(2);
        standing.GetProperty("next_level_at").GetInt64().ShouldBe(1500);
        standing.GetProperty("xp_to_next_level").GetInt64().ShouldBe(900);
        standing.GetProperty("recent_awards")[0].GetProperty("source").GetString().ShouldBe("study_session");
    }

    [Fact]
    public async Task The_audit_log_only_grows()
    {
        await NewPersonAsync();
        foreach (var sql in (string[])["delete from audit_log", "update audit_log set action = 'x'", "truncate audit_log"])
        {
            await using var command = Api.Database.CreateCommand(sql);
            (await Should.ThrowAsync<Npgsql.PostgresException>(command.ExecuteNonQueryAsync())).SqlState.ShouldBe("42501");
        }
    }

    [Fact]
    public async Task Admins_page_through_the_audit_log()
    {
        var admin = await Api.AdminAsync();
        var person = await Api.SignInAsAsync(Role.Student);
        var first = await (await admin.GetAsync($"/api/v1/admin/audit?limit=1&user_id={person.Id}")).DataAsync();
        first.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("sign_in");

        var cursor = first.GetProperty("next_cursor").GetString();
        var second = await (await admin.GetAsync($"/api/v1/admin/audit?limit=1&user_id={person.Id}&cursor={cursor}")).DataAsync();
        second.GetProperty("items")[0].GetProperty("action").GetString().ShouldBe("account_created");
    }

    private static readonly object Course = new { title = "A course", description = "About something.", difficulty = "beginner" };

    private static Task<HttpResponseMessage> AskAsync(Person who, Person whom) =>
        who.Client.PostAsJsonAsync("/api/v1/friends/request", new { user_id = whom.Id });

    private static async Task<JsonElement[]> FriendsAsync(Person who, string status) =>
        [.. (await (await who.Client.GetAsync($"/api/v1/friends?status={status}")).DataAsync()).GetProperty("items").EnumerateArray()];
}
