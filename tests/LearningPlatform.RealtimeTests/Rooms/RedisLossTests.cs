using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Calls;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace LearningPlatform.RealtimeTests.Rooms;

/// <summary>Redis forgets everything, or is away, while people are in rooms. What was said is stored elsewhere.</summary>
[Collection(StoresCollection.Name)]
public sealed class RedisLossTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    [Fact]
    public async Task When_Redis_has_lost_everything_clients_are_told_to_read_anew_and_nothing_said_is_missing()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (here, _) = await rooms.EnterAsync(room, ada);
        var (there, _) = await rooms.EnterAsync(room, grace, rooms.There);
        using var all = new Disposables(here, there);
        await LiveTests.SayAsync(here, 0, 5);
        await there.UntilAsync("chat.message", message => Text(message) == "4");
        var before = LastId(there);

        await ForgetAsync();
        await LiveTests.SayAsync(here, 5, 8);

        foreach (var socket in (RoomClient[])[here, there])
        {
            (await socket.SeenAsync("resync")).GetProperty("reason").GetString().ShouldBe("lost");
        }

        (await HistoryAsync(grace, room)).ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7"]);
        // From there on all is as ever: live, in order, on both replicas, and to be resumed.
        await LiveTests.SayAsync(there, 8, 10);
        await here.UntilAsync("chat.message", message => Text(message) == "9");
        var (back, hello) = await rooms.EnterAsync(room, ada, rooms.There, $"?last_event_id={Resync(there)}");
        using var resumed = back;
        hello.GetProperty("resumed").GetBoolean().ShouldBeTrue();
        await back.UntilAsync("chat.message", message => Text(message) == "9");
        var (late, refused) = await rooms.EnterAsync(room, grace, rest: $"?last_event_id={before}");
        using var lost = late;
        refused.GetProperty("resumed").GetBoolean().ShouldBeFalse();
        (await late.UntilAsync("resync")).GetProperty("reason").GetString().ShouldBe("too_old");
        // Who is there is known again.
        hello.GetProperty("present").EnumerateArray().Select(person => person.GetProperty("user_id").GetGuid()).ShouldContain(ada.Id);
    }

    [Fact]
    public async Task A_call_that_Redis_has_lost_ends_in_its_record_and_its_people_join_anew()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (one, channel) = await JoinAsync(room, ada, rooms.Here);
        var (two, same) = await JoinAsync(room, grace, rooms.There);
        using var all = new Disposables(one, two);
        same.ShouldBe(channel);

        await ForgetAsync();

        (await one.Closed).ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        (await two.Closed).ShouldBe(WebSocketCloseStatus.EndpointUnavailable);
        var record = (await rooms.Api.Services.GetRequiredService<IDocumentCollection<CallChannel>>().GetAsync(channel, CancellationToken.None))!.Body;
        record.EndedAt.ShouldNotBeNull();
        record.Participants.ShouldAllBe(stay => stay.LeftAt != null);
        var (again, next) = await JoinAsync(room, ada, rooms.There);
        using var joined = again;
        next.ShouldNotBe(channel);
    }

    private static string? Text(JsonElement message) => message.GetProperty("data").GetProperty("text").GetString();

    private static string LastId(RoomClient client) =>
        client.Seen.Last(message => message.TryGetProperty("id", out _)).GetProperty("id").GetString()!;

    private static string Resync(RoomClient client) =>
        client.Seen.Last(message => message.GetProperty("type").GetString() == "resync").GetProperty("last_event_id").GetString()!;

    private static async Task<List<string?>> HistoryAsync(Person person, Guid room)
    {
        var page = await (await person.Client.GetAsync(new Uri($"/api/v1/rooms/{room}/messages?limit=100", UriKind.Relative))).DataAsync();
        return [.. page.GetProperty("items").EnumerateArray().Reverse().Select(message => message.GetProperty("text").GetString())];
    }

    private async Task<(RoomClient Client, Guid Channel)> JoinAsync(Guid room, Person person, Uri replica)
    {
        var client = await rooms.ConnectAsync(room, person, replica, "/rtc");
        await client.SendAsync(new { type = "join", audio = true, video = true });
        return (client, (await client.UntilAsync("joined")).GetProperty("channel_id").GetGuid());
    }

    private async Task ForgetAsync() =>
        await rooms.Api.Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase().ExecuteAsync("FLUSHALL");
}
