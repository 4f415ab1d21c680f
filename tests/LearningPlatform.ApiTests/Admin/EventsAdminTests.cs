namespace LearningPlatform.ApiTests.Admin;

public sealed class EventsAdminTests(StoresFixture stores) : ApiTest(stores)
{
    [Fact]
    public async Task Lag_and_dead_letters_are_shown_and_can_be_sent_again()
    {
        using var admin = await Api.AdminAsync();
        await ExecuteAsync(
            """
            truncate outbox;
            insert into event_subscriptions values ('slow', 'goal.events', 'A', now()), ('slow', 'goal.events', 'B', now()), ('all', 'goal.events', '*', now());
            insert into outbox (event_id, topic, event_type, occurred_at, published_at, receipt)
            select gen_random_uuid(), 'goal.events', type, now(), now(), '1-0' from unnest(array['A', 'A', 'B', 'C']) as type;
            insert into inbox select event_id, 'all', now() from outbox where event_type = 'C';
            insert into dead_letters select gen_random_uuid(), 'slow', gen_random_uuid(), 'goal.events', 'A', 1, null, null, '{}', now(), null, 8, 'Oops', now()
            from generate_series(1, 3);
            """);

        var lag = await (await admin.GetAsync(Uri(""))).DataAsync();
        lag.GetProperty("unpublished").GetInt64().ShouldBe(0);
        var waiting = lag.GetProperty("handlers").EnumerateArray()
            .Where(handler => handler.GetProperty("topic").GetString() == "goal.events")
            .Select(handler => (handler.GetProperty("handler").GetString(), handler.GetProperty("waiting").GetInt64(), handler.GetProperty("dead_letters").GetInt64()));
        waiting.ShouldBe([("all", 3L, 0L), ("slow", 3L, 3L)]);

        var letters = await (await admin.GetAsync(Uri("/dead-letters?handler=slow&limit=2"))).DataAsync();
        var letter = letters.GetProperty("items")[0];
        letter.GetProperty("error").GetString().ShouldBe("Oops");
        letters.GetProperty("next_cursor").GetString().ShouldNotBeNull();

        (await Replayed(admin, $"/dead-letters/{letter.Id()}/replay")).ShouldBe(1);
        (await (await admin.PostAsync(Uri($"/dead-letters/{letter.Id()}/replay"), null)).ErrorAsync(HttpStatusCode.NotFound)).ShouldBe("DEAD_LETTER_NOT_FOUND");
        (await Replayed(admin, "/dead-letters/replay?handler=other")).ShouldBe(0);
        (await Replayed(admin, "/dead-letters/replay")).ShouldBe(2);
    }

    [Fact]
    public async Task Events_and_socket_messages_are_described_from_their_types()
    {
        using var stranger = Api.Stranger();
        var document = await stranger.GetFromJsonAsync<JsonElement>(new Uri("/asyncapi/v1.json", UriKind.Relative));
        document.GetProperty("asyncapi").GetString().ShouldBe("3.0.0");
        var payload = document.GetProperty("channels").GetProperty("course.events").GetProperty("messages").GetProperty("COURSE_ENROLLED").GetProperty("payload");
        payload.GetProperty("properties").EnumerateObject().Select(property => property.Name)
            .ShouldBe(["event_id", "event_type", "version", "timestamp", "user_id", "course_id", "metadata"]);
        payload.GetProperty("properties").GetProperty("event_type").GetProperty("const").GetString().ShouldBe("COURSE_ENROLLED");
        payload.GetProperty("properties").GetProperty("metadata").GetProperty("properties").TryGetProperty("enrollment_id", out _).ShouldBeTrue();
        document.GetProperty("channels").GetProperty("ws.notifications").GetProperty("address").GetString().ShouldBe("/ws/notifications");
    }

    private static Uri Uri(string path) => new($"/api/v1/admin/events{path}", UriKind.Relative);

    private static async Task<int> Replayed(HttpClient admin, string path) =>
        (await (await admin.PostAsync(Uri(path), null)).DataAsync()).GetProperty("replayed").GetInt32();

    private async Task ExecuteAsync(string sql)
    {
        await using var command = Api.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
