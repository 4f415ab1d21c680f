using System.Text.Json;

namespace LearningPlatform.RealtimeTests.Rooms;

[Collection(StoresCollection.Name)]
public sealed class ChatTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    [Fact]
    public async Task A_message_is_stored_once_and_seen_once_on_every_replica_however_often_it_is_sent()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (here, _) = await rooms.EnterAsync(room, ada);
        var (again, _) = await rooms.EnterAsync(room, ada, rooms.There);
        var (there, _) = await rooms.EnterAsync(room, grace, rooms.There);
        using var all = new Disposables(here, again, there);

        var tries = Enumerable.Range(0, 6).Select(number => (number % 2 == 0 ? here : again).SendAsync(
            new { type = "chat.send", client_id = "once", text = "  Chapter 5 tonight?\n", resend = number > 3 }));
        await Task.WhenAll(tries);

        var message = (await there.UntilAsync("chat.message")).GetProperty("data");
        message.GetProperty("text").GetString().ShouldBe("Chapter 5 tonight?");
        message.GetProperty("author_id").GetGuid().ShouldBe(ada.Id);
        (await here.UntilAsync("chat.sent")).GetProperty("message_id").GetGuid().ShouldBe(message.Id());
        await here.SettleAsync();
        await again.SettleAsync();
        (await there.SettleAsync()).Count(seen => seen.GetProperty("type").GetString() == "chat.message").ShouldBe(1);
        (await HistoryAsync(grace, room)).ShouldHaveSingleItem().Id().ShouldBe(message.Id());
    }

    [Fact]
    public async Task Messages_are_edited_deleted_and_reacted_to_by_those_who_may()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (author, _) = await rooms.EnterAsync(room, ada);
        var (other, _) = await rooms.EnterAsync(room, grace, rooms.There);
        var (owner, _) = await rooms.EnterAsync(room, rooms.Owner, rooms.There);
        using var all = new Disposables(author, other, owner);
        await author.SendAsync(new { type = "chat.send", client_id = "a", text = "Helo" });
        var id = (await other.UntilAsync("chat.message")).GetProperty("data").Id();

        await other.SendAsync(new { type = "chat.edit", message_id = id, text = "mine now", @ref = "e1" });
        (await other.UntilAsync("error", error => error.GetProperty("ref").GetString() == "e1")).GetProperty("code").GetString().ShouldBe("NOT_YOUR_MESSAGE");
        await other.SendAsync(new { type = "chat.delete", message_id = id });
        (await other.ErrorAsync()).ShouldBe("NOT_YOUR_MESSAGE");
        await author.SendAsync(new { type = "chat.edit", message_id = id, text = "Hello" });
        (await other.UntilAsync("chat.edited")).GetProperty("data").GetProperty("text").GetString().ShouldBe("Hello");

        await other.SendAsync(new { type = "chat.react", message_id = id, emoji = "👍", on = true });
        await owner.SendAsync(new { type = "chat.react", message_id = id, emoji = "👍", on = true });
        await author.UntilAsync("chat.reaction");
        await author.UntilAsync("chat.reaction");
        (await HistoryAsync(ada, room))[0].GetProperty("reactions")[0].GetProperty("user_ids").GetArrayLength().ShouldBe(2);
        await other.SendAsync(new { type = "chat.react", message_id = id, emoji = "not an emoji", on = true });
        (await other.ErrorAsync()).ShouldBe("VALIDATION_FAILED");

        await owner.SendAsync(new { type = "chat.delete", message_id = id });
        (await author.UntilAsync("chat.deleted")).GetProperty("data").GetProperty("by").GetGuid().ShouldBe(rooms.Owner.Id);
        var left = (await HistoryAsync(ada, room)).ShouldHaveSingleItem();
        left.GetProperty("text").GetString().ShouldBeEmpty();
        left.GetProperty("deleted_at").ValueKind.ShouldBe(JsonValueKind.String);
        await author.SendAsync(new { type = "chat.edit", message_id = id, text = "back" });
        (await author.ErrorAsync()).ShouldBe("MESSAGE_NOT_FOUND");
    }

    [Fact]
    public async Task Whoever_is_named_is_told()
    {
        await using var workers = new WorkersFactory(rooms.Api);
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        await using (var command = rooms.Api.Database.CreateCommand("update users set username = 'grace.h' where id = $1"))
        {
            command.Parameters.Add(new() { Value = grace.Id });
            await command.ExecuteNonQueryAsync();
        }

        var room = await rooms.CreateRoomAsync(ada, grace);
        var (here, _) = await rooms.EnterAsync(room, ada);
        using var told = await RoomClient.ConnectAsync(rooms.There, "/ws/notifications", grace.Token());
        await here.SendAsync(new { type = "chat.send", client_id = "m", text = "Look at this, @Grace.H! Not you, @nobody, nor a@grace.h" });
        (await here.UntilAsync("chat.message")).GetProperty("data").GetProperty("mentions").EnumerateArray().ShouldHaveSingleItem().GetGuid().ShouldBe(grace.Id);
        var notification = await told.UntilAsync("notification", seen => seen.GetProperty("notification").GetProperty("kind").GetString() == "mentioned");
        notification.GetProperty("notification").GetProperty("data").GetProperty("room_id").GetGuid().ShouldBe(room);
        here.Dispose();
    }

    [Theory]
    [InlineData("""{"type":"chat.send","client_id":"x","text":"   "}""", "VALIDATION_FAILED")]
    [InlineData("""{"type":"chat.send","client_id":"","text":"a"}""", "VALIDATION_FAILED")]
    [InlineData("""{"type":"chat.send","client_id":"x","text":"a\u0000b"}""", "VALIDATION_FAILED")]
    [InlineData("""{"type":"chat.send","client_id":"x"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"chat.send","client_id":null,"text":"a"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"chat.send","client_id":7,"text":"a"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"chat.send","client_id":"x","text":"\ud800"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"chat.edit","message_id":"1","text":"a"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"chat.edit","message_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","text":"a"}""", "MESSAGE_NOT_FOUND")]
    [InlineData("""{"type":"presence.set","status":"studying"}""", "VALIDATION_FAILED")]
    [InlineData("""{"type":"presence.set","status":"gone"}""", "INVALID_MESSAGE")]
    [InlineData("""{"type":"dance"}""", "UNKNOWN_TYPE")]
    [InlineData("""{"type":"offer","to":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","sdp":"v=0"}""", "UNKNOWN_TYPE")]
    [InlineData("""{"no":"type"}""", "UNKNOWN_TYPE")]
    [InlineData("""{"type":7}""", "UNKNOWN_TYPE")]
    [InlineData("[]", "INVALID_MESSAGE")]
    [InlineData("null", "INVALID_MESSAGE")]
    [InlineData("{", "INVALID_MESSAGE")]
    public async Task What_is_wrong_is_answered_and_the_socket_stays(string json, string code)
    {
        var room = await rooms.CreateRoomAsync();
        using var socket = await RoomClient.ConnectAsync(rooms.Here, $"/ws/rooms/{room}", rooms.Owner.Token());
        await socket.SendTextAsync(json);
        (await socket.ErrorAsync()).ShouldBe(code);
        await socket.SettleAsync();
    }

    private static async Task<IReadOnlyList<JsonElement>> HistoryAsync(Person person, Guid room)
    {
        var page = await (await person.Client.GetAsync(new Uri($"/api/v1/rooms/{room}/messages?limit=100", UriKind.Relative))).DataAsync();
        return [.. page.GetProperty("items").EnumerateArray()];
    }
}
