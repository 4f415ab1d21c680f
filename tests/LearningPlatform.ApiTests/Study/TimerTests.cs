namespace LearningPlatform.ApiTests.Study;

public sealed class TimerTests(StudyApi shared) : StudyTest(shared)
{
    [Fact]
    public async Task The_rooms_timer_is_one_for_all_and_goes_by_the_servers_clock()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var member = await JoinedAsync(room);

        var started = await OrderAsync(owner, room, new { action = "start", focus_minutes = 30, break_minutes = 10 });
        started.GetProperty("started_by").GetGuid().ShouldBe(owner.Id);
        started.GetProperty("seconds_left").GetInt32().ShouldBe(1_800);
        (await (await PutAsync(member, room, new { action = "start" })).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TIMER_RUNNING");
        (await OrderAsync(member, room, new { action = "pause" })).GetProperty("ends_at").ValueKind.ShouldBe(JsonValueKind.Null);
        (await OrderAsync(owner, room, new { action = "resume" })).GetProperty("state").GetString().ShouldBe("running");

        // The focus is over for a minute: everybody sees the break, though no worker has come by.
        await ExecuteAsync("update room_timers set ends_at = now() - interval '1 minute' where room_id = $1", room.Id());
        var seen = await GetAsync(member.Client, $"/rooms/{room.Id()}/timer");
        seen.GetProperty("phase").GetString().ShouldBe("break");
        seen.GetProperty("completed").GetInt32().ShouldBe(1);
        seen.GetProperty("seconds_left").GetInt32().ShouldBeInRange(530, 540);
        (await OrderAsync(member, room, new { action = "stop" })).GetProperty("state").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task A_pomodoro_counts_once_for_who_studies_in_the_room()
    {
        var owner = await NewPersonAsync();
        var room = await CreateRoomAsync(owner.Client);
        var (member, late) = (await JoinedAsync(room), await JoinedAsync(room));
        await OrderAsync(owner, room, new { action = "start" });
        var sessions = new Dictionary<Guid, Guid>();
        foreach (var person in (Person[])[owner, member, late])
        {
            sessions[person.Id] = (await (await person.Client.PostAsJsonAsync("/api/v1/sessions/start", new { room_id = room.Id() })).DataAsync()).Id();
        }

        await ExecuteAsync("update room_timers set ends_at = now() - interval '5 seconds' where room_id = $1", room.Id());
        await ExecuteAsync("update active_sessions set started_at = now() - interval '24 minutes' where user_id = any ($1)", new[] { owner.Id, member.Id });
        // Ending looks at the timer; two at once count it once.
        var ended = await Task.WhenAll(((Person[])[owner, member, late]).Select(async person =>
            await (await person.Client.PutAsync($"/api/v1/sessions/{sessions[person.Id]}/end", null)).DataAsync()));

        ended.Select(session => session.GetProperty("pomodoro_completed").GetInt32()).ShouldBe([1, 1, 0]);
        (await GetAsync(owner.Client, $"/rooms/{room.Id()}/timer")).GetProperty("completed").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"action\":\"dance\"}")]
    [InlineData("{\"action\":\"start\",\"focus_minutes\":4}")]
    [InlineData("{\"action\":\"start\",\"break_minutes\":61}")]
    [InlineData("{\"action\":\"start\",\"phase\":\"nap\"}")]
    public async Task What_is_no_order_is_refused(string body)
    {
        var room = await CreateRoomAsync(Admin);

        var answer = await Admin.PutAsync($"/api/v1/rooms/{room.Id()}/timer", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        await answer.ErrorAsync(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> PutAsync(Person person, JsonElement room, object order) =>
        person.Client.PutAsJsonAsync($"/api/v1/rooms/{room.Id()}/timer", order);

    private static async Task<JsonElement> OrderAsync(Person person, JsonElement room, object order) =>
        await (await PutAsync(person, room, order)).DataAsync();
}
