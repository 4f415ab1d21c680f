using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>Every message that a client can send, on both sockets of a room, as everybody who gets in: strangers and banned people do not.</summary>
[Collection(StoresCollection.Name)]
public sealed class MessageRoleTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    private const string Unknown = "UNKNOWN_TYPE";
    private const string NotYours = "NOT_YOUR_MESSAGE";
    private static readonly Guid Subject = Guid.Parse("00000000-0000-7000-8000-00000000beef");

    // The message, then how it is answered to a member, a moderator and the owner; null: it is done.
    // Subject is somebody else's message, or their peer in the call.
    private static readonly (object Message, string? Member, string? Moderator, string? Owner)[] OfRoom =
    [
        (new { type = "ping" }, null, null, null),
        (new { type = "typing" }, null, null, null),
        (new { type = "presence.set", status = "away" }, null, null, null),
        (new { type = "chat.send", client_id = "own", text = "mine" }, null, null, null),
        (new { type = "chat.react", message_id = Subject, emoji = "👍", on = true }, null, null, null),
        (new { type = "chat.edit", message_id = Subject, text = "changed" }, NotYours, NotYours, NotYours),
        (new { type = "chat.delete", message_id = Subject }, NotYours, null, null),
        (new { type = "join", audio = true, video = true }, Unknown, Unknown, Unknown),
        (new { type = "leave" }, Unknown, Unknown, Unknown),
        (new { type = "offer", to = Subject, sdp = "v=0" }, Unknown, Unknown, Unknown),
        (new { type = "answer", to = Subject, sdp = "v=0" }, Unknown, Unknown, Unknown),
        (new { type = "ice", to = Subject, candidate = "candidate:1" }, Unknown, Unknown, Unknown),
        (new { type = "media", audio = true, video = false }, Unknown, Unknown, Unknown),
        (new { type = "screen", on = true }, Unknown, Unknown, Unknown),
    ];

    // In this order: who has not joined yet, or has left, can do nothing but join.
    private static readonly (object Message, string? Member, string? Moderator, string? Owner)[] OfCall =
    [
        (new { type = "ping" }, null, null, null),
        (new { type = "offer", to = Subject, sdp = "v=0" }, "NOT_IN_CALL", "NOT_IN_CALL", "NOT_IN_CALL"),
        (new { type = "media", audio = true, video = false }, "NOT_IN_CALL", "NOT_IN_CALL", "NOT_IN_CALL"),
        (new { type = "screen", on = true }, "NOT_IN_CALL", "NOT_IN_CALL", "NOT_IN_CALL"),
        (new { type = "join", audio = true, video = true }, null, null, null),
        (new { type = "join", audio = true, video = true }, "ALREADY_IN_CALL", "ALREADY_IN_CALL", "ALREADY_IN_CALL"),
        (new { type = "offer", to = Subject, sdp = "v=0" }, null, null, null),
        (new { type = "answer", to = Subject, sdp = "v=0" }, null, null, null),
        (new { type = "ice", to = Subject, candidate = "candidate:1" }, null, null, null),
        (new { type = "offer", to = Guid.Empty, sdp = "v=0" }, "PEER_NOT_FOUND", "PEER_NOT_FOUND", "PEER_NOT_FOUND"),
        (new { type = "media", audio = true, video = false }, null, null, null),
        (new { type = "screen", on = true }, null, null, null),
        (new { type = "screen", on = false }, null, null, null),
        (new { type = "leave" }, null, null, null),
        (new { type = "answer", to = Subject, sdp = "v=0" }, "NOT_IN_CALL", "NOT_IN_CALL", "NOT_IN_CALL"),
        (new { type = "typing" }, Unknown, Unknown, Unknown),
        (new { type = "presence.set", status = "away" }, Unknown, Unknown, Unknown),
        (new { type = "chat.send", client_id = "own", text = "mine" }, Unknown, Unknown, Unknown),
        (new { type = "chat.react", message_id = Subject, emoji = "👍", on = true }, Unknown, Unknown, Unknown),
        (new { type = "chat.edit", message_id = Subject, text = "changed" }, Unknown, Unknown, Unknown),
        (new { type = "chat.delete", message_id = Subject }, Unknown, Unknown, Unknown),
    ];

    [Fact]
    public void Both_tables_have_every_type_that_is_registered()
    {
        var registered = typeof(ClientMessage).GetCustomAttributes<JsonDerivedTypeAttribute>().Select(type => (string)type.TypeDiscriminator!).Order();
        foreach (var table in ((object Message, string?, string?, string?)[][])[OfRoom, OfCall])
        {
            table.Select(row => JsonSerializer.SerializeToElement(row.Message).GetProperty("type").GetString()!).Distinct().Order().ShouldBe(registered);
        }
    }

    [Fact]
    public async Task Every_message_to_a_room_is_answered_to_each_role_as_it_should_be()
    {
        var (room, people, author) = await CrowdAsync();
        var (writing, _) = await rooms.EnterAsync(room, author);
        using var writer = writing;
        var wrong = new List<string>();
        foreach (var (person, role) in people)
        {
            var (client, hello) = await rooms.EnterAsync(room, person, rooms.There);
            using var socket = client;
            hello.GetProperty("role").GetString().ShouldBe(role);
            foreach (var row in OfRoom)
            {
                await writer.SendAsync(new { type = "chat.send", client_id = Guid.NewGuid().ToString(), text = "subject" });
                var subject = (await socket.UntilAsync("chat.message", said => said.GetProperty("data").GetProperty("author_id").GetGuid() == author.Id))
                    .GetProperty("data").Id();
                wrong.AddRange(await DifferencesAsync(socket, role, row, subject));
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_message_to_a_call_is_answered_to_each_role_as_it_should_be()
    {
        var (room, people, author) = await CrowdAsync();
        using var other = await rooms.ConnectAsync(room, author, null, "/rtc");
        await other.SendAsync(new { type = "join", audio = true, video = true });
        var subject = (await other.UntilAsync("joined")).GetProperty("peer_id").GetGuid();
        var wrong = new List<string>();
        foreach (var (person, role) in people)
        {
            using var socket = await rooms.ConnectAsync(room, person, rooms.There, "/rtc");
            foreach (var row in OfCall)
            {
                wrong.AddRange(await DifferencesAsync(socket, role, row, subject));
            }
        }

        wrong.ShouldBeEmpty();
    }

    private static async Task<IEnumerable<string>> DifferencesAsync(
        RoomClient socket, string role, (object Message, string? Member, string? Moderator, string? Owner) row, Guid subject)
    {
        var expected = role == "member" ? row.Member : role == "moderator" ? row.Moderator : row.Owner;
        var json = JsonSerializer.Serialize(row.Message).Replace(Subject.ToString(), subject.ToString(), StringComparison.Ordinal);
        var before = socket.Seen.Count;
        await socket.SendTextAsync(json);
        if (json == """{"type":"ping"}""")
        {
            await socket.UntilAsync("pong");
        }

        var answer = (await socket.SettleAsync()).Skip(before)
            .Where(seen => seen.GetProperty("type").GetString() == "error").Select(error => error.GetProperty("code").GetString()).FirstOrDefault();
        return answer == expected ? [] : [$"{json} as {role}: {answer ?? "done"}, expected {expected ?? "done"}"];
    }

    private async Task<(Guid Room, (Person, string)[] People, Person Author)> CrowdAsync()
    {
        var (author, member, moderator) = (await rooms.PersonAsync(), await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(author, member, moderator);
        await rooms.Owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room}/participants/{moderator.Id}", new { role = "moderator" });
        return (room, [(member, "member"), (moderator, "moderator"), (rooms.Owner, "owner")], author);
    }
}
