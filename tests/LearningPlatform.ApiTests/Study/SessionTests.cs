using System.Globalization;
using LearningPlatform.Core;
using LearningPlatform.Core.Study.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Study;

public sealed class SessionTests(StudyApi shared) : StudyTest(shared)
{
    [Fact]
    public async Task A_session_is_started_pinged_and_ended_and_earns_two_xp_a_minute_of_activity()
    {
        var person = await NewPersonAsync();
        var started = await person.Client.PostAsJsonAsync("/api/v1/sessions/start", new { });
        started.StatusCode.ShouldBe(HttpStatusCode.Created);
        var session = await started.DataAsync();
        (await GetAsync(person.Client, "/sessions/current")).Id().ShouldBe(session.Id());

        // 20 minutes ago, with the last sign of life 8 minutes ago.
        await TravelAsync(person, "20 minutes", "8 minutes");
        var pinged = await (await person.Client.PutAsync($"/api/v1/sessions/{session.Id()}/ping", null)).DataAsync();
        pinged.GetProperty("inactivity_periods")[0].GetProperty("duration_minutes").GetInt32().ShouldBe(8);
        pinged.GetProperty("active_minutes").GetInt32().ShouldBe(12);
        var ended = await (await person.Client.PutAsync($"/api/v1/sessions/{session.Id()}/end", null)).DataAsync();
        ended.GetProperty("duration_minutes").GetInt32().ShouldBe(20);
        ended.GetProperty("xp_earned").GetInt32().ShouldBe(24);
        ended.GetProperty("is_active").GetBoolean().ShouldBeFalse();

        (await (await person.Client.GetAsync("/api/v1/sessions/current")).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("SESSION_NOT_FOUND");
        var history = (await GetAsync(person.Client, "/sessions/history")).GetProperty("items");
        history.GetArrayLength().ShouldBe(1);
        history[0].GetProperty("xp_earned").GetInt32().ShouldBe(24);
    }

    [Fact]
    public async Task Ending_twice_pinging_the_ended_and_others_sessions_gain_nothing()
    {
        var (person, other) = (await NewPersonAsync(), await NewPersonAsync());
        var session = await StartAsync(person);
        var path = $"/api/v1/sessions/{session}";
        await TravelAsync(person, "10 minutes", "1 minute");
        (await other.Client.PutAsync($"{path}/end", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Client.PutAsync($"{path}/ping", null)).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.Client.PutAsync($"{path}/end", null)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(19);
        (await (await person.Client.PutAsync($"{path}/ping", null)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("SESSION_ENDED");
        (await EventsAsync(person)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_twenty_starts_at_once_one_wins()
    {
        var person = await NewPersonAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => person.Client.PostAsJsonAsync("/api/v1/sessions/start", new { })));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("SESSION_ACTIVE");
        }
    }

    [Fact]
    public async Task A_forgotten_session_gives_way_and_counts_until_its_last_sign_of_life()
    {
        var person = await NewPersonAsync();
        await StartAsync(person);
        await TravelAsync(person, "3 hours", "2 hours");

        await StartAsync(person);

        var ended = (await GetAsync(person.Client, "/sessions/history")).GetProperty("items")[0];
        ended.GetProperty("duration_minutes").GetInt32().ShouldBe(60);
        ended.GetProperty("xp_earned").GetInt32().ShouldBe(120);
    }

    [Fact]
    public async Task Twelve_hours_a_day_are_the_most_that_counts()
    {
        var person = await NewPersonAsync();
        for (var round = 0; round < 2; round++)
        {
            var session = await StartAsync(person);
            await ExecuteAsync(
                "update active_sessions set started_at = date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '13 hours', last_ping_at = date_trunc('day', now() at time zone 'utc') at time zone 'utc' - interval '3 hours' where user_id = $1",
                person.Id);
            await person.Client.PutAsync($"/api/v1/sessions/{session}/end", null);
        }

        var earned = (await GetAsync(person.Client, "/sessions/history")).GetProperty("items").EnumerateArray()
            .Select(session => session.GetProperty("xp_earned").GetInt32()).ToList();
        earned.ShouldBe([240, 1_200]);
    }

    [Fact]
    public async Task Statistics_follow_the_persons_calendar()
    {
        var person = await NewPersonAsync();
        (await person.Client.PutAsJsonAsync("/api/v1/users/profile", new { time_zone = "Pacific/Auckland" })).EnsureSuccessStatusCode();
        var session = await StartAsync(person);
        await TravelAsync(person, "30 minutes", "1 minute");
        await person.Client.PutAsync($"/api/v1/sessions/{session}/end", null);

        var stats = await GetAsync(person.Client, "/sessions/stats?days=7");

        stats.GetProperty("time_zone").GetString().ShouldBe("Pacific/Auckland");
        stats.GetProperty("total_minutes").GetInt32().ShouldBeInRange(29, 30);
        stats.GetProperty("total_xp").GetInt32().ShouldBe(60);
        stats.GetProperty("current_streak").GetInt32().ShouldBeGreaterThan(0);
        (await person.Client.GetAsync("/api/v1/sessions/stats?days=0")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await person.Client.GetAsync("/api/v1/sessions/stats?days=367")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_history_comes_in_pages_and_its_days_move_with_the_persons_zone()
    {
        var person = await NewPersonAsync();
        var midnight = new DateTimeOffset(DateTimeOffset.UtcNow.UtcDateTime.Date, TimeSpan.Zero).AddDays(-1);
        var (sessions, ids) = (Api.Services.GetRequiredService<StudySessions>(), new List<Guid>());
        foreach (var start in (DateTimeOffset[])[midnight.AddDays(-3), midnight.AddDays(-2), midnight.AddMinutes(-30)])
        {
            ids.Add(OrderedId.At(start));
            await sessions.KeepAsync(
                person.Id, new(ids[^1], null, start, start.AddHours(1), [], PomodoroCompleted: 0, XpEarned: 120), CancellationToken.None);
        }

        var first = await GetAsync(person.Client, "/sessions/history?limit=2");
        Ids(first).ShouldBe([ids[2], ids[1]]);
        var rest = await GetAsync(person.Client, $"/sessions/history?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");
        Ids(rest).ShouldBe([ids[0]]);
        rest.GetProperty("next_cursor").ValueKind.ShouldBe(JsonValueKind.Null);
        Ids(await GetAsync(person.Client, $"/sessions/history?room_id={Guid.CreateVersion7()}")).ShouldBeEmpty();

        // In Greenwich the last one is over midnight, in Auckland at noon.
        (await DaysAsync("UTC")).ShouldBe([(-3, 60), (-2, 60), (-1, 30), (0, 30)]);
        (await DaysAsync("Pacific/Auckland")).ShouldBe([(-3, 60), (-2, 60), (0, 60)]);

        async Task<IEnumerable<(int Day, int Minutes)>> DaysAsync(string zone)
        {
            (await person.Client.PutAsJsonAsync("/api/v1/users/profile", new { time_zone = zone })).EnsureSuccessStatusCode();
            var stats = await GetAsync(person.Client, "/sessions/stats?days=30");
            stats.GetProperty("total_minutes").GetInt32().ShouldBe(180);
            stats.GetProperty("weeks").EnumerateArray().Sum(week => week.GetProperty("minutes").GetInt32()).ShouldBe(180);
            return stats.GetProperty("days").EnumerateArray().Select(day => (
                DateOnly.Parse(day.GetProperty("start").GetString()!, CultureInfo.InvariantCulture).DayNumber
                    - DateOnly.FromDateTime(midnight.UtcDateTime).DayNumber,
                day.GetProperty("minutes").GetInt32()));
        }
    }

    private static async Task<Guid> StartAsync(Person person) =>
        (await (await person.Client.PostAsJsonAsync("/api/v1/sessions/start", new { })).DataAsync()).Id();

    /// <summary>Moves the running session into the past, as if time had passed.</summary>
    private Task TravelAsync(Person person, string started, string pinged) => ExecuteAsync(
        "update active_sessions set started_at = started_at - $2::interval, last_ping_at = last_ping_at - $3::interval where user_id = $1",
        person.Id, TimeSpan.FromMinutes(Minutes(started)), TimeSpan.FromMinutes(Minutes(pinged)));

    private static int Minutes(string text) => int.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) * (text.Contains("hour", StringComparison.Ordinal) ? 60 : 1);

    private async Task<long> EventsAsync(Person person)
    {
        await using var command = Api.Database.CreateCommand("select count(*) from outbox where user_id = $1 and event_type = 'SESSION_ENDED'");
        command.Parameters.Add(new() { Value = person.Id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
