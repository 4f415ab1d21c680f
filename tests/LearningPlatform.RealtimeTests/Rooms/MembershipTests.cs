using System.Diagnostics;
using System.Net.WebSockets;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Rooms;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.RealtimeTests.Rooms;

[Collection(StoresCollection.Name)]
public sealed class MembershipTests(RoomsFixture rooms) : IClassFixture<RoomsFixture>
{
    private const int Rounds = 3;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Sockets_open_to_those_who_are_in_and_to_nobody_else()
    {
        var (member, stranger, banned) = (await rooms.PersonAsync(), await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(member, banned);
        (await rooms.Owner.Client.PutAsync(new Uri($"/api/v1/rooms/{room}/bans/{banned.Id}", UriKind.Relative), null)).IsSuccessStatusCode.ShouldBeTrue();

        foreach (var rest in (string[])["", "/rtc"])
        {
            (await Rooms.RefusalAsync(() => rooms.ConnectAsync(room, stranger, null, rest))).ShouldBe("404");
            (await Rooms.RefusalAsync(() => rooms.ConnectAsync(room, banned, null, rest))).ShouldBe("404");
            (await Rooms.RefusalAsync(() => rooms.ConnectAsync(Guid.CreateVersion7(), member, null, rest))).ShouldBe("404");
            (await Rooms.RefusalAsync(() => RoomClient.ConnectAsync(rooms.Here, $"/ws/rooms/{room}{rest}", "no token"))).ShouldBe("401");
            using var inside = await rooms.ConnectAsync(room, member, null, rest);
            await inside.SettleAsync();
        }

        (await Rooms.RefusalAsync(() => rooms.ConnectAsync(room, member, null, "?last_event_id=yesterday"))).ShouldBe("400");
        (await Rooms.RefusalAsync(() => ByCookieAsync(room, member, "https://evil.example"))).ShouldBe("403");
        using var own = await ByCookieAsync(room, member, rooms.Here.GetLeftPart(UriPartial.Authority));
    }

    [Fact]
    public async Task Whoever_is_put_out_loses_every_socket_within_a_second_and_cannot_come_back()
    {
        var staying = await rooms.PersonAsync();
        var kicked = await PeopleAsync(Rounds);
        var room = await rooms.CreateRoomAsync([staying, .. kicked]);
        var (other, _) = await rooms.EnterAsync(room, staying, rooms.There);
        using var watched = other;
        var delays = new List<TimeSpan>();
        foreach (var person in kicked)
        {
            var (here, _) = await rooms.EnterAsync(room, person);
            var (there, _) = await rooms.EnterAsync(room, person, rooms.There);
            var call = await rooms.ConnectAsync(room, person, rooms.There, "/rtc");
            using var all = new Disposables(here, there, call);
            await call.SettleAsync();

            await Rooms.KickAsync(rooms.Owner.Client, room, person);

            delays.Add(await ClosedAsync(here, there, call));
            (await other.UntilAsync("member.removed")).GetProperty("data").GetProperty("user_id").GetGuid().ShouldBe(person.Id);
            await other.UntilAsync("presence", change => change.GetProperty("user_id").GetGuid() == person.Id && change.GetProperty("status").GetString() == "offline");
            (await Rooms.RefusalAsync(() => rooms.ConnectAsync(room, person))).ShouldBe("404");
            await other.SettleAsync();
        }

        Middle(delays).ShouldBeLessThan(Second);
    }

    [Fact]
    public async Task Whoever_is_no_member_any_more_is_put_out_also_when_nobody_has_said_so()
    {
        var (ada, grace) = (await rooms.PersonAsync(), await rooms.PersonAsync());
        var room = await rooms.CreateRoomAsync(ada, grace);
        var (staying, _) = await rooms.EnterAsync(room, ada);
        var (leaving, _) = await rooms.EnterAsync(room, grace);
        var hubs = rooms.ServicesHere.GetRequiredService<RoomHubs>();
        var hub = await hubs.EnterAsync(room);
        await hub.RecheckAsync();
        leaving.IsOpen.ShouldBeTrue();

        var documents = rooms.Api.Services.GetRequiredService<IDocumentCollection<Room>>();
        var stored = (await documents.GetAsync(room, default)).ShouldNotBeNull();
        var people = stored.Body.Participants.Where(person => person.UserId != grace.Id).ToList();
        (await documents.ReplaceAsync(room, stored.Version, stored.Body with { Participants = people }, default)).ShouldBeTrue();
        // One who comes sees the room as it is by now, but does not speak for the others.
        var (another, _) = await rooms.EnterAsync(room, ada);
        using var all = new Disposables(staying, leaving, another);
        await hub.RecheckAsync();

        (await leaving.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
        (await staying.SettleAsync()).ShouldNotBeNull();
        (await another.SettleAsync()).ShouldNotBeNull();
        hubs.Exit(hub);
    }

    [Fact]
    public async Task Signing_out_and_deleting_the_room_close_the_sockets_within_a_second()
    {
        var staying = await rooms.PersonAsync();
        var (signedOut, deleted) = (new List<TimeSpan>(), new List<TimeSpan>());
        foreach (var leaving in await PeopleAsync(Rounds))
        {
            var room = await rooms.CreateRoomAsync(leaving, staying);
            var (out1, _) = await rooms.EnterAsync(room, leaving);
            var (out2, _) = await rooms.EnterAsync(room, leaving, rooms.There);
            var (here, _) = await rooms.EnterAsync(room, staying);
            var (there, _) = await rooms.EnterAsync(room, rooms.Owner, rooms.There);
            using var all = new Disposables(out1, out2, here, there);

            await leaving.Client.PostAsync(new Uri("/api/v1/auth/logout", UriKind.Relative), null);
            signedOut.Add(await ClosedAsync(out1, out2));

            (await rooms.Owner.Client.DeleteAsync(new Uri($"/api/v1/rooms/{room}", UriKind.Relative))).IsSuccessStatusCode.ShouldBeTrue();
            deleted.Add(await ClosedAsync(here, there));
        }

        Middle(signedOut).ShouldBeLessThan(Second);
        Middle(deleted).ShouldBeLessThan(Second);
    }

    /// <summary>Waits until the server has closed them all, as to people who may not be there; how long that took.</summary>
    private static async Task<TimeSpan> ClosedAsync(params RoomClient[] sockets)
    {
        var clock = Stopwatch.StartNew();
        foreach (var socket in sockets)
        {
            (await socket.Closed).ShouldBe(WebSocketCloseStatus.PolicyViolation);
        }

        return clock.Elapsed;
    }

    /// <summary>What a user has; a machine that does something else for a moment makes one of them long.</summary>
    private static TimeSpan Middle(List<TimeSpan> delays) => delays.Order().ElementAt(Rounds / 2);

    private async Task<Person[]> PeopleAsync(int count)
    {
        var people = new List<Person>();
        while (people.Count < count)
        {
            people.Add(await rooms.PersonAsync());
        }

        return [.. people];
    }

    private async Task<ClientWebSocket> ByCookieAsync(Guid room, Person person, string origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", $"access_token={person.Token()}");
        socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(new UriBuilder(new Uri(rooms.Here, $"/ws/rooms/{room}")) { Scheme = "ws" }.Uri, CancellationToken.None);
        return socket;
    }
}
