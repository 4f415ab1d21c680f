using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Calls;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests.Rooms;

[Collection(StoresCollection.Name)]
public sealed class CallTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    [Fact]
    public async Task Offers_answers_and_candidates_reach_the_named_peer_of_the_same_call_and_nobody_else()
    {
        var (ada, grace, alan) = (await rooms.PersonAsync(), await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace, alan);
        var elsewhere = await rooms.CreateRoomAsync(ada);
        var (one, oneId) = await JoinAsync(room, ada);
        var (two, twoId) = await JoinAsync(room, grace, rooms.There);
        var (three, _) = await JoinAsync(room, alan, rooms.There);
        var outside = await rooms.ConnectAsync(room, alan, null, "/rtc");
        var (other, otherId) = await JoinAsync(elsewhere, rooms.Owner);
        using var all = new Disposables(one, two, three, outside, other);
        (await one.UntilAsync("peer.joined")).GetProperty("peer").GetProperty("peer_id").GetGuid().ShouldBe(twoId);

        await one.SendAsync(new { type = "offer", to = twoId, sdp = "v=0 offer" });
        var offer = await two.UntilAsync("offer");
        (offer.GetProperty("from").GetGuid(), offer.GetProperty("sdp").GetString()).ShouldBe((oneId, "v=0 offer"));
        await two.SendAsync(new { type = "answer", to = oneId, sdp = "v=0 answer" });
        (await one.UntilAsync("answer")).GetProperty("sdp").GetString().ShouldBe("v=0 answer");
        await two.SendAsync(new { type = "ice", to = oneId, candidate = "candidate:1", sdp_mid = "0", sdp_m_line_index = 0 });
        (await one.UntilAsync("ice")).GetProperty("candidate").GetString().ShouldBe("candidate:1");
        await two.SendAsync(new { type = "media", audio = false, video = true });
        (await one.UntilAsync("peer.media")).GetProperty("audio").GetBoolean().ShouldBeFalse();

        await one.SendAsync(new { type = "offer", to = otherId, sdp = "v=0" });
        (await one.ErrorAsync()).ShouldBe("PEER_NOT_FOUND");
        await outside.SendAsync(new { type = "offer", to = oneId, sdp = "v=0" });
        (await outside.ErrorAsync()).ShouldBe("NOT_IN_CALL");
        await one.SendAsync(new { type = "offer", to = twoId, sdp = new string('x', 50_000) });
        (await one.ErrorAsync()).ShouldBe("VALIDATION_FAILED");
        await two.SendAsync(new { type = "leave" });
        (await one.UntilAsync("peer.left")).GetProperty("peer_id").GetGuid().ShouldBe(twoId);
        await one.SendAsync(new { type = "offer", to = twoId, sdp = "v=0" });
        (await one.ErrorAsync()).ShouldBe("PEER_NOT_FOUND");
        foreach (var untold in (RoomClient[])[three, outside, other])
        {
            (await untold.SettleAsync()).Select(Type).ShouldNotContain(type => type == "offer" || type == "answer" || type == "ice");
        }
    }

    [Fact]
    public async Task A_call_takes_as_many_as_the_room_and_is_written_down()
    {
        var people = new List<Person>();
        for (var number = 0; number < 19; number++)
        {
            people.Add(await rooms.PersonAsync());
        }

        var room = await rooms.CreateRoomAsync([.. people]);
        var (chat, _) = await rooms.EnterAsync(room, rooms.Owner);
        using var watching = chat;
        var sockets = await Task.WhenAll(people.Append(rooms.Owner).Select((person, number) =>
            rooms.ConnectAsync(room, person, number % 2 == 0 ? rooms.Here : rooms.There, "/rtc")));
        using var all = new Disposables(sockets);
        await Task.WhenAll(sockets.Select(socket => socket.SendAsync(new { type = "join", audio = true, video = false })));
        var joined = await Task.WhenAll(sockets.Select(socket => socket.UntilAsync("joined")));
        var channel = joined.Select(answer => answer.GetProperty("channel_id").GetGuid()).Distinct().ShouldHaveSingleItem();
        await chat.UntilAsync("call.started");
        // Every place is taken; who comes from a second device comes over to it.
        using var second = await rooms.ConnectAsync(room, people[0], rooms.There, "/rtc");
        (await second.UntilAsync("call")).GetProperty("peers").GetArrayLength().ShouldBe(20);
        await second.SendAsync(new { type = "join", audio = true, video = true });
        await second.UntilAsync("joined");
        await sockets[0].UntilAsync("replaced");
        (await sockets[0].Closed).ShouldBe(WebSocketCloseStatus.NormalClosure);

        foreach (var socket in sockets.Append(second))
        {
            socket.Cut();
        }

        (await chat.UntilAsync("call.ended")).GetProperty("data").GetProperty("channel_id").GetGuid().ShouldBe(channel);
        var record = (await rooms.Api.Services.GetRequiredService<IDocumentCollection<CallChannel>>().GetAsync(channel, CancellationToken.None))!.Body;
        record.Participants.Count.ShouldBe(21);
        record.Participants.ShouldAllBe(stay => stay.LeftAt != null);
        record.EndedAt.ShouldNotBeNull();
        record.RoomId.ShouldBe(room);
    }

    [Fact]
    public async Task One_person_more_than_the_room_takes_is_refused()
    {
        var (ada, grace, alan) = (await rooms.PersonAsync(), await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace, alan);
        var state = rooms.Api.Services.GetRequiredService<CallState>();
        // The room lets nobody else in, so that only the call itself can show its limit.
        var joins = await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => state.JoinAsync(
            room, new(Guid.CreateVersion7(), Guid.CreateVersion7(), true, true), 4, Guid.CreateVersion7(), CancellationToken.None)));
        joins.Count(join => join.Outcome != CallSnapshot.Full).ShouldBe(4);
        joins.Count(join => join.Outcome == CallSnapshot.Begins).ShouldBe(1);
    }

    [Fact]
    public async Task One_screen_at_a_time_is_shown_where_the_room_allows_it()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (one, oneId) = await JoinAsync(room, ada);
        var (two, twoId) = await JoinAsync(room, grace, rooms.There);
        using var all = new Disposables(one, two);
        await one.SendAsync(new { type = "screen", on = true });
        (await two.UntilAsync("screen")).GetProperty("peer_id").GetGuid().ShouldBe(oneId);
        await two.SendAsync(new { type = "screen", on = true });
        (await two.ErrorAsync()).ShouldBe("SCREEN_TAKEN");
        one.Cut();
        (await two.UntilAsync("screen")).GetProperty("peer_id").ValueKind.ShouldBe(JsonValueKind.Null);
        await two.SendAsync(new { type = "screen", on = true });
        (await two.UntilAsync("screen")).GetProperty("peer_id").GetGuid().ShouldBe(twoId);
        await two.SendAsync(new { type = "screen", on = false });
        (await two.UntilAsync("screen")).GetProperty("peer_id").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_screen_that_the_room_no_longer_allows_is_ended_for_all_and_a_closed_room_ends_the_call()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (sharer, sharerId) = await JoinAsync(room, ada);
        var (viewer, viewerId) = await JoinAsync(room, grace, rooms.There);
        var (chat, _) = await rooms.EnterAsync(room, rooms.Owner, rooms.There);
        using var all = new Disposables(sharer, viewer, chat);
        await sharer.SendAsync(new { type = "screen", on = true });
        (await viewer.UntilAsync("screen")).GetProperty("peer_id").GetGuid().ShouldBe(sharerId);
        (await sharer.UntilAsync("screen")).GetProperty("peer_id").GetGuid().ShouldBe(sharerId);

        await ChangeAsync(new { name = "Biology", settings = new { allow_screen_sharing = false } });
        foreach (var socket in (RoomClient[])[sharer, viewer])
        {
            (await socket.UntilAsync("screen")).GetProperty("peer_id").ValueKind.ShouldBe(JsonValueKind.Null);
        }

        await sharer.SendAsync(new { type = "screen", on = true });
        (await sharer.ErrorAsync()).ShouldBe("SCREEN_SHARING_OFF");
        await sharer.SendAsync(new { type = "offer", to = viewerId, sdp = "v=0" });
        (await viewer.UntilAsync("offer")).GetProperty("from").GetGuid().ShouldBe(sharerId);

        await ChangeAsync(new { name = "Biology", is_active = false });
        (await sharer.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
        (await viewer.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
        var channel = (await chat.UntilAsync("call.ended")).GetProperty("data").GetProperty("channel_id").GetGuid();
        var record = (await rooms.Api.Services.GetRequiredService<IDocumentCollection<CallChannel>>().GetAsync(channel, CancellationToken.None))!.Body;
        record.Participants.ShouldAllBe(stay => stay.LeftAt != null && !stay.IsScreenSharing);
        // The room is still read.
        await chat.SettleAsync();

        async Task ChangeAsync(object change) => await (await rooms.Owner.Client.PutAsJsonAsync($"/api/v1/rooms/{room}", change)).DataAsync();
    }

    [Fact]
    public async Task Whoever_is_put_out_of_the_room_is_out_of_the_call()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (staying, _) = await JoinAsync(room, ada);
        var (kicked, kickedId) = await JoinAsync(room, grace, rooms.There);
        using var all = new Disposables(staying, kicked);
        await Rooms.KickAsync(rooms.Owner.Client, room, grace);
        (await staying.UntilAsync("peer.left")).GetProperty("peer_id").GetGuid().ShouldBe(kickedId);
        (await kicked.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
    }

    private static string? Type(JsonElement message) => message.GetProperty("type").GetString();

    private async Task<(RoomClient Client, Guid PeerId)> JoinAsync(Guid room, Person person, Uri? replica = null)
    {
        var client = await rooms.ConnectAsync(room, person, replica, "/rtc");
        await client.UntilAsync("call");
        await client.SendAsync(new { type = "join", audio = true, video = true });
        return (client, (await client.UntilAsync("joined")).GetProperty("peer_id").GetGuid());
    }
}
