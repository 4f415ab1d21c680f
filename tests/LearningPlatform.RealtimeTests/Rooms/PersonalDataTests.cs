using System.Net.Http.Json;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Chat;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>What somebody did in rooms is exported to them, and leaves with them; what others did stays as it is.</summary>
[Collection(StoresCollection.Name)]
public sealed class PersonalDataTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Chats_calls_notes_and_todos_are_exported_and_erased_and_those_of_others_stay()
    {
        await using var workers = new WorkersFactory(rooms.Api);
        var (leaver, other) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(leaver, other);
        var (own, theirs) = (await SayAsync(room, leaver, "Mine"), await SayAsync(room, other, "Theirs"));
        await ReactAsync(room, leaver, theirs);
        await ReactAsync(room, other, theirs);
        var channel = await CallAsync(room, leaver, other);
        var shared = (await PostAsync(leaver, "/notes", new { text = "For all", room_id = room })).Id();
        var secret = (await PostAsync(leaver, "/notes", new { text = "For me" })).Id();
        var todo = (await PostAsync(leaver, "/todos", new { text = "Read" })).Id();
        var kept = (await PostAsync(other, "/todos", new { text = "Theirs", room_id = room })).Id();

        var export = await ExportAsync(leaver);
        export.GetProperty("chat_messages").EnumerateArray().ShouldHaveSingleItem().GetProperty("text").GetString().ShouldBe("Mine");
        export.GetProperty("calls").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("participants").EnumerateArray().ShouldHaveSingleItem().GetProperty("user_id").GetGuid().ShouldBe(leaver.Id);
        export.GetProperty("study").GetProperty("notes").EnumerateArray().Select(note => note.Id()).ShouldBe([shared, secret], ignoreOrder: true);
        export.GetProperty("study").GetProperty("todos").EnumerateArray().Select(one => one.Id()).ShouldBe([todo]);
        export.ToString().ShouldNotContain("Theirs");

        await EraseAsync(leaver);

        var history = (await GetAsync(other, $"/rooms/{room}/messages")).GetProperty("items").EnumerateArray().ToList();
        history.Select(message => message.Id()).ShouldBe([theirs]);
        history[0].GetProperty("text").GetString().ShouldBe("Theirs");
        history[0].GetProperty("reactions").EnumerateArray().ShouldHaveSingleItem()
            .GetProperty("user_ids").EnumerateArray().Select(id => id.GetGuid()).ShouldBe([other.Id]);
        var call = (await rooms.Api.Services.GetRequiredService<IDocumentCollection<CallChannel>>().GetAsync(channel, CancellationToken.None))!.Body;
        call.Participants.Select(stay => stay.UserId).ShouldBe([Guid.Empty, other.Id], ignoreOrder: true);
        (await GetAsync(other, $"/notes/{shared}")).GetProperty("text").GetString().ShouldBe("For all");
        var names = await rooms.Api.Services.GetRequiredService<People>().NamesAsync([leaver.Id], CancellationToken.None);
        names[leaver.Id].DisplayName.ShouldBe("Deleted user");
        (await GetAsync(other, $"/todos/{kept}")).GetProperty("text").GetString().ShouldBe("Theirs");
        (await rooms.Api.Services.GetRequiredService<IDocumentCollection<ChatMessage>>().GetAsync(own, CancellationToken.None)).ShouldBeNull();
    }

    private async Task<Guid> SayAsync(Guid room, Person person, string text)
    {
        var (client, _) = await rooms.EnterAsync(room, person);
        using var socket = client;
        await client.SendAsync(new { type = "chat.send", client_id = Guid.NewGuid().ToString(), text });
        return (await client.UntilAsync("chat.sent")).GetProperty("message_id").GetGuid();
    }

    private async Task ReactAsync(Guid room, Person person, Guid message)
    {
        var (client, _) = await rooms.EnterAsync(room, person);
        using var socket = client;
        await client.SendAsync(new { type = "chat.react", message_id = message, emoji = "👍", on = true });
        await client.UntilAsync("chat.reaction", seen => seen.GetProperty("data").GetProperty("user_id").GetGuid() == person.Id);
    }

    private async Task<Guid> CallAsync(Guid room, Person one, Person two)
    {
        RoomClient[] sockets = [await rooms.ConnectAsync(room, one, null, "/rtc"), await rooms.ConnectAsync(room, two, rooms.There, "/rtc")];
        using var all = new Disposables(sockets);
        var channel = Guid.Empty;
        foreach (var socket in sockets)
        {
            await socket.SendAsync(new { type = "join", audio = true, video = true });
            channel = (await socket.UntilAsync("joined")).GetProperty("channel_id").GetGuid();
        }

        return channel;
    }

    private async Task<JsonElement> ExportAsync(Person person)
    {
        await person.Client.GetAsync(Path("/users/me/export"));
        var done = await UntilDoneAsync(() => GetAsync(person, "/users/me/export"));
        using var download = new HttpClient();
        return JsonDocument.Parse(await download.GetStringAsync(new Uri(done.GetProperty("download_url").GetString()!))).RootElement;
    }

    private async Task EraseAsync(Person person)
    {
        var erasure = (await (await person.Client.DeleteAsync(Path("/users/me"))).DataAsync()).Id();
        await UntilDoneAsync(async () => await (await rooms.Api.Stranger().GetAsync(Path($"/users/erasures/{erasure}"))).DataAsync());
    }

    private static async Task<JsonElement> UntilDoneAsync(Func<Task<JsonElement>> read)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var state = await read();
            if (state.GetProperty("status").GetString() == "done")
            {
                return state;
            }

            await Task.Delay(50, patience.Token);
        }
    }

    private static Uri Path(string path) => new($"/api/v1{path}", UriKind.Relative);

    private static async Task<JsonElement> PostAsync(Person person, string path, object body) =>
        await (await person.Client.PostAsJsonAsync(Path(path), body)).DataAsync();

    private static async Task<JsonElement> GetAsync(Person person, string path) => await (await person.Client.GetAsync(Path(path))).DataAsync();
}
