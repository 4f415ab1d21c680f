using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace LearningPlatform.RealtimeTests.Rooms;

[Collection(StoresCollection.Name)]
public sealed class LiveTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    [Fact]
    public async Task Whoever_comes_back_to_another_replica_gets_what_was_missed_in_order_and_once()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (writer, _) = await rooms.EnterAsync(room, ada);
        var (reader, hello) = await rooms.EnterAsync(room, grace);
        var (witness, _) = await rooms.EnterAsync(room, ada, rooms.There);
        using var all = new Disposables(writer, reader, witness);
        await SayAsync(writer, 0, 5);
        await reader.UntilAsync("chat.message", message => Text(message) == "4");
        var last = reader.Seen.Last(message => message.TryGetProperty("id", out _)).GetProperty("id").GetString();
        reader.Cut();
        await SayAsync(writer, 5, 30);

        // In the middle of it, on another replica, with the writer still writing.
        var more = SayAsync(writer, 30, 50);
        var (back, again) = await rooms.EnterAsync(room, grace, rooms.There, $"?last_event_id={last}");
        using var returned = back;
        again.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        await more;
        await back.UntilAsync("chat.message", message => Text(message) == "49");
        Messages(back).ShouldBe(Enumerable.Range(5, 45).Select(number => $"{number}"));
        await witness.UntilAsync("chat.message", message => Text(message) == "49");
        Ids(witness).TakeLast(45).ShouldBe(Ids(back));
        hello.GetProperty("resumed").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Whoever_was_away_too_long_is_told_to_read_anew()
    {
        var room = await rooms.CreateRoomAsync();
        var (client, hello) = await rooms.EnterAsync(room, rooms.Owner, rest: "?last_event_id=1-0");
        using var socket = client;
        hello.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        var resync = await client.UntilAsync("resync");
        resync.GetProperty("reason").GetString().ShouldBe("too_old");
        await SayAsync(client, 0, 1);
        // It may have come before the confirmation.
        var first = await client.SeenAsync("chat.message");
        (await AfterAsync(room, resync.GetProperty("last_event_id").GetString()!)).ShouldBe([first.GetProperty("id").GetString()!]);
    }

    [Fact]
    public async Task Todos_notes_and_members_are_seen_live()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada);
        var (client, _) = await rooms.EnterAsync(room, ada, rooms.There);
        using var socket = client;

        var todo = await (await ada.Client.PostAsJsonAsync("/api/v1/todos", new { text = "Read", room_id = room })).DataAsync();
        (await client.UntilAsync("todo.created")).GetProperty("data").Id().ShouldBe(todo.Id());
        await ada.Client.PutAsync(new Uri($"/api/v1/todos/{todo.Id()}/complete", UriKind.Relative), null);
        (await client.UntilAsync("todo.completed")).GetProperty("data").GetProperty("is_completed").GetBoolean().ShouldBeTrue();
        await ada.Client.PostAsJsonAsync("/api/v1/notes", new { text = "Page 24", room_id = room });
        (await client.UntilAsync("note.created")).GetProperty("data").GetProperty("text").GetString().ShouldBe("Page 24");
        var code = (await (await rooms.Owner.Client.GetAsync(new Uri($"/api/v1/rooms/{room}", UriKind.Relative))).DataAsync()).GetProperty("invite_code").GetString();
        await grace.Client.PostAsJsonAsync($"/api/v1/rooms/{room}/join", new { invite_code = code });
        (await client.UntilAsync("member.joined")).GetProperty("data").GetProperty("user_id").GetGuid().ShouldBe(grace.Id);
        await rooms.Owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room}/participants/{ada.Id}", new { role = "moderator" });
        (await client.UntilAsync("member.role_changed")).GetProperty("data").GetProperty("role").GetString().ShouldBe("moderator");
    }

    [Fact]
    public async Task Materials_and_the_timer_are_seen_live()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (client, _) = await rooms.EnterAsync(room, grace, rooms.There);
        using var socket = client;

        var material = await (await ada.Client.PostAsJsonAsync(
            "/api/v1/materials", new { upload_id = await rooms.UploadAsync(ada, "one"), room_id = room, name = "Chapter 5" })).DataAsync();
        var created = (await client.UntilAsync("material.created")).GetProperty("data");
        (created.Id(), created.GetProperty("name").GetString()).ShouldBe((material.Id(), "Chapter 5"));
        var path = $"/api/v1/materials/{material.Id()}";
        await (await ada.Client.PutAsJsonAsync(path, new { name = "Chapter 6" })).DataAsync();
        (await client.UntilAsync("material.updated")).GetProperty("data").GetProperty("name").GetString().ShouldBe("Chapter 6");
        await (await ada.Client.PostAsJsonAsync($"{path}/versions", new { upload_id = await rooms.UploadAsync(ada, "two") })).DataAsync();
        (await client.UntilAsync("material.updated")).GetProperty("data").GetProperty("version_number").GetInt32().ShouldBe(2);
        (await ada.Client.DeleteAsync(new Uri(path, UriKind.Relative))).IsSuccessStatusCode.ShouldBeTrue();
        (await client.UntilAsync("material.deleted")).GetProperty("data").Id().ShouldBe(material.Id());

        foreach (var (action, type, phase) in ((string, string, string)[])
            [("start", "timer.started", "running"), ("pause", "timer.paused", "paused"), ("resume", "timer.resumed", "running"), ("stop", "timer.stopped", "stopped")])
        {
            await (await ada.Client.PutAsJsonAsync($"/api/v1/rooms/{room}/timer", new { action })).DataAsync();
            (await client.UntilAsync(type)).GetProperty("data").GetProperty("state").GetString().ShouldBe(phase);
        }
    }

    [Fact]
    public async Task Who_is_there_is_seen_on_every_replica()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (watching, hello) = await rooms.EnterAsync(room, ada);
        hello.GetProperty("present").EnumerateArray().ShouldHaveSingleItem().GetProperty("user_id").GetGuid().ShouldBe(ada.Id);
        var (first, second) = (await rooms.EnterAsync(room, grace, rooms.There), await rooms.EnterAsync(room, grace));
        using var all = new Disposables(watching, first.Client, second.Client);
        first.Hello.GetProperty("present").GetArrayLength().ShouldBe(2);
        await BecomesAsync("online", "offline");

        // Away on one device is not away; on both it is.
        await first.Client.SendAsync(new { type = "presence.set", status = "away" });
        await second.Client.SendAsync(new { type = "presence.set", status = "away" });
        await BecomesAsync("away", "online");
        await first.Client.SendAsync(new { type = "presence.set", status = "online" });
        await BecomesAsync("online", "away");

        var session = await (await grace.Client.PostAsJsonAsync("/api/v1/sessions/start", new { room_id = room })).DataAsync();
        await BecomesAsync("studying", "online");
        await grace.Client.PutAsync(new Uri($"/api/v1/sessions/{session.Id()}/end", UriKind.Relative), null);
        await BecomesAsync("online", "studying");
        first.Client.Cut();
        await BecomesAsync("away", "online");
        second.Client.Cut();
        await BecomesAsync("offline", "away");

        async Task BecomesAsync(string status, string was)
        {
            var change = await watching.UntilAsync("presence", seen => seen.GetProperty("user_id").GetGuid() == grace.Id);
            change.GetProperty("status").GetString().ShouldBe(status);
            change.GetProperty("was").GetString().ShouldBe(was);
        }
    }

    [Fact]
    public async Task Typing_is_passed_on_but_not_each_time()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (writer, _) = await rooms.EnterAsync(room, ada);
        var (reader, _) = await rooms.EnterAsync(room, grace, rooms.There);
        using var all = new Disposables(writer, reader);
        for (var number = 0; number < 10; number++)
        {
            await writer.SendAsync(new { type = "typing" });
        }

        await SayAsync(writer, 0, 1);
        (await reader.UntilAsync("typing")).GetProperty("user_id").GetGuid().ShouldBe(ada.Id);
        await reader.UntilAsync("chat.message");
        reader.Seen.Count(message => message.GetProperty("type").GetString() == "typing").ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_sends_too_fast_or_too_much_is_told_and_closed()
    {
        var room = await rooms.CreateRoomAsync();
        var (fast, _) = await rooms.EnterAsync(room, rooms.Owner);
        var (large, _) = await rooms.EnterAsync(room, rooms.Owner);
        using var all = new Disposables(fast, large);
        for (var number = 0; number < 100 && fast.IsOpen; number++)
        {
            await Task.WhenAny(fast.SendAsync(new { type = "ping" }), fast.Closed);
        }

        (await fast.ErrorAsync()).ShouldBe("RATE_LIMITED");
        (await fast.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
        await large.SendAsync(new { type = "chat.send", client_id = "large", text = new string('x', 70_000) });
        (await large.ErrorAsync()).ShouldBe("MESSAGE_TOO_LONG");
        (await large.Closed).ShouldBe(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task Messages_up_to_the_longest_are_read_in_one_part_or_in_many()
    {
        var room = await rooms.CreateRoomAsync();
        foreach (var (length, parts) in ((int, int)[])[(100, 3), (4_095, 1), (4_096, 1), (4_097, 2), (30_000, 7), (64 * 1024, 1), (64 * 1024, 5)])
        {
            var (client, _) = await rooms.EnterAsync(room, rooms.Owner);
            using var socket = client;
            const string Message = """{"type":"ping"}""";
            await client.SendTextAsync(Message.PadRight(length), parts);
            await client.UntilAsync("pong");
        }
    }

    internal static async Task SayAsync(RoomClient client, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            await client.SendAsync(new { type = "chat.send", client_id = $"{number}", text = $"{number}" });
            // Within the pace that is allowed, and in order.
            await client.UntilAsync("chat.sent");
        }
    }

    private static string? Text(JsonElement message) => message.GetProperty("data").GetProperty("text").GetString();

    private static List<string?> Messages(RoomClient client) =>
        [.. client.Seen.Where(message => message.GetProperty("type").GetString() == "chat.message").Select(Text)];

    private static List<string?> Ids(RoomClient client) =>
        [.. client.Seen.Where(message => message.GetProperty("type").GetString() == "chat.message").Select(message => message.GetProperty("id").GetString())];

    private async Task<IReadOnlyList<string>> AfterAsync(Guid room, string last)
    {
        var (client, hello) = await rooms.EnterAsync(room, rooms.Owner, rooms.There, $"?last_event_id={last}");
        using var socket = client;
        hello.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        return [.. (await client.SettleAsync()).Where(message => message.TryGetProperty("at", out _)).Select(message => message.GetProperty("id").GetString()!)];
    }
}
