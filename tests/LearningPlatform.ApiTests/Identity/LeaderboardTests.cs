using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Leaderboards;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Identity;

public sealed class LeaderboardTests(StoresFixture stores) : ApiTest(stores)
{
    private static readonly string[] Periods = ["day", "week", "month", "all"];

    [Fact]
    public async Task Equal_scores_share_a_rank_and_pages_go_on_with_the_ranks()
    {
        var people = await PeopleAsync(5);
        int[] scores = [300, 200, 200, 200, 100];
        foreach (var (person, score) in people.Zip(scores))
        {
            await EarnAsync(person, score);
        }

        var first = await GetAsync(people[4], "?limit=3");
        Places(first).ShouldBe([(1, 300), (2, 200), (2, 200)]);
        var rest = await GetAsync(people[4], $"?limit=3&cursor={first.GetProperty("next_cursor").GetString()}");
        Places(rest).ShouldBe([(2, 200), (5, 100)]);
        rest.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var (person, rank) in people.Zip([1, 2, 2, 2, 5]))
        {
            (await StandingAsync(people[0], person)).GetProperty("rank").GetInt64().ShouldBe(rank);
        }
    }

    [Fact]
    public async Task Each_period_counts_what_was_earned_in_it()
    {
        var ada = (await PeopleAsync(1))[0];
        await EarnAsync(ada, 40, at: DateTimeOffset.UtcNow.AddYears(-2));
        await EarnAsync(ada, 2);

        foreach (var (period, score) in Periods.Zip([2, 2, 2, 42]))
        {
            Places(await GetAsync(ada, $"?period={period}")).ShouldBe([(1, score)], period);
            (await StandingAsync(ada, ada, $"?period={period}")).GetProperty("score").GetInt64().ShouldBe(score);
        }
    }

    [Fact]
    public async Task Who_hides_is_on_no_board_of_strangers_and_friends_see_what_friends_may()
    {
        var people = await PeopleAsync(4);
        var (ada, friend, hidden, stranger) = (people[0], people[1], people[2], people[3]);
        foreach (var (person, score) in people.Zip([10, 20, 30, 40]))
        {
            await EarnAsync(person, score);
        }

        await BefriendAsync(ada, friend);
        await BefriendAsync(ada, hidden);
        await HideAsync(friend, "friends");
        await HideAsync(hidden, "nobody");

        Who(await GetAsync(stranger)).ShouldBe([stranger.Id, ada.Id]);
        Who(await GetAsync(hidden)).ShouldBe([stranger.Id, hidden.Id, ada.Id], "everybody sees themselves");
        Who(await GetAsync(ada, "?scope=friends")).ShouldBe([friend.Id, ada.Id]);
        var shown = await StandingAsync(ada, friend, "?scope=friends");
        (shown.GetProperty("rank").GetInt64(), shown.GetProperty("score").GetInt64()).ShouldBe((1, 20));
        var kept = await StandingAsync(stranger, friend);
        kept.GetProperty("rank").ValueKind.ShouldBe(JsonValueKind.Null);
        kept.GetProperty("score").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_courses_board_is_for_who_is_in_it_and_counts_what_was_earned_there()
    {
        var owner = await Api.SignInAsAsync(Role.Instructor);
        var people = await PeopleAsync(2);
        var course = await CreateCourseAsync(owner.Client);
        await people[0].Client.PostAsync($"/api/v1/courses/{course}/enroll", null);
        await EarnAsync(people[0], 50, course);
        await EarnAsync(people[0], 7);

        Places(await GetAsync(people[0], $"?scope=course&course_id={course}")).ShouldBe([(1, 50)]);
        Places(await GetAsync(owner, $"?scope=course&course_id={course}")).ShouldBe([(1, 50)]);
        (await (await people[1].Client.GetAsync($"/api/v1/leaderboard?scope=course&course_id={course}")).ErrorAsync(HttpStatusCode.Forbidden))
            .ShouldBe("NOT_ENROLLED");
        (await (await people[1].Client.GetAsync($"/api/v1/leaderboard?scope=course&course_id={Guid.CreateVersion7()}")).ErrorAsync(HttpStatusCode.NotFound))
            .ShouldBe("COURSE_NOT_FOUND");
    }

    [Theory]
    [InlineData("?scope=nonsense")]
    [InlineData("?period=decade")]
    [InlineData("?scope=course")]
    [InlineData("?scope=course&course_id=x")]
    [InlineData("?scope=group")]
    [InlineData("?limit=0")]
    [InlineData("?cursor=MDE5MDAwMDAwMDAwNzAwMDgwMDAwMDAwMDAwMDAwMDA1OjY6Nw")]
    public async Task Questions_that_make_no_sense_are_refused(string query)
    {
        var ada = (await PeopleAsync(1))[0];
        (await (await ada.Client.GetAsync($"/api/v1/leaderboard{query}")).ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
    }

    private async Task<Person[]> PeopleAsync(int count)
    {
        var people = new List<Person>();
        for (var i = 0; i < count; i++)
        {
            people.Add(await Api.SignInAsAsync(Role.Student));
        }

        return [.. people];
    }

    /// <summary>As the handler in Workers does for an award.</summary>
    private async Task EarnAsync(Person person, int amount, Guid? course = null, DateTimeOffset? at = null)
    {
        await using var scope = Api.Services.CreateAsyncScope();
        await LeaderboardScores.AddAsync(
            scope.ServiceProvider.GetRequiredService<LearningDbContext>(), person.Id, course, amount, at ?? DateTimeOffset.UtcNow, CancellationToken.None);
    }

    private static async Task BefriendAsync(Person one, Person other)
    {
        var asked = await (await one.Client.PostAsJsonAsync("/api/v1/friends/request", new { user_id = other.Id })).DataAsync();
        (await other.Client.PutAsync($"/api/v1/friends/{asked.Id()}/accept", null)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task HideAsync(Person person, string xp) =>
        (await person.Client.PutAsJsonAsync("/api/v1/users/preferences", new { privacy = new { profile = "everyone", activity = "friends", xp } }))
            .StatusCode.ShouldBe(HttpStatusCode.OK);

    private static async Task<JsonElement> GetAsync(Person person, string query = "") =>
        await (await person.Client.GetAsync($"/api/v1/leaderboard{query}")).DataAsync();

    private static async Task<JsonElement> StandingAsync(Person asking, Person about, string query = "") =>
        await (await asking.Client.GetAsync($"/api/v1/leaderboard/user/{about.Id}{query}")).DataAsync();

    private static IEnumerable<(int Rank, int Score)> Places(JsonElement page) => page.GetProperty("items").EnumerateArray()
        .Select(item => (item.GetProperty("rank").GetInt32(), item.GetProperty("score").GetInt32()));

    private static IEnumerable<Guid> Who(JsonElement page) =>
        page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("user_id").GetGuid());
}
