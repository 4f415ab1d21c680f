using System.Net.WebSockets;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Realtime.Rooms;

namespace LearningPlatform.Realtime.Calls;

/// <summary>The places that this replica's sockets have in calls.</summary>
internal sealed class CallSeats(CallState calls, CallRecords records)
{
    /// <summary>Keeps the places of a room's sockets. One that is no longer there was lost with Redis: its client has to join again.</summary>
    public async Task RenewAsync(RoomHub hub)
    {
        var seated = hub.Members.Where(member => member.PeerId is not null).ToList();
        if (seated.Count == 0)
        {
            return;
        }

        var call = await calls.RenewAsync(hub.RoomId, seated.Select(member => member.PeerId!.Value), CancellationToken.None);
        await records.NoteGoneAsync(hub.RoomId, call, CancellationToken.None);
        foreach (var member in seated.Where(member => call.Peers.All(peer => peer.PeerId != member.PeerId)))
        {
            member.PeerId = null;
            member.Connection.Close(WebSocketCloseStatus.EndpointUnavailable, "The call was lost; connect and join again.");
        }
    }

    /// <summary>Gives a socket's place up, if it has one.</summary>
    public async Task LeaveAsync(Guid roomId, RoomMember member)
    {
        if (member.PeerId is { } peerId)
        {
            member.PeerId = null;
            var call = await calls.LeaveAsync(roomId, peerId, CancellationToken.None);
            await records.NoteGoneAsync(roomId, call, CancellationToken.None);
        }
    }

    /// <summary>The person has taken their place from elsewhere.</summary>
    public static void Replace(RoomMember? member)
    {
        if (member is not null)
        {
            member.PeerId = null;
            member.Connection.Send(new CallReplaced().ToUtf8());
            member.Connection.Close(WebSocketCloseStatus.NormalClosure, "You joined from elsewhere.");
        }
    }
}
