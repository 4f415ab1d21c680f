using System.Net.WebSockets;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Rooms;

namespace LearningPlatform.Realtime.Calls;

/// <summary>The places that this replica's sockets have in calls.</summary>
internal sealed class CallSeats(CallState calls, CallRecords records)
{
    /// <summary>Keeps the places of a room's sockets. One that is no longer there was lost with Redis: its client has to join again.</summary>
    public async Task RenewAsync(RoomHub hub)
    {
        // They may leave at any moment: what counts is what they were when it was looked.
        var seated = hub.Members.Select(member => (Member: member, member.PeerId)).Where(seat => seat.PeerId is not null)
            .Select(seat => (seat.Member, PeerId: seat.PeerId!.Value)).ToList();
        if (seated.Count == 0)
        {
            return;
        }

        var call = await calls.RenewAsync(hub.RoomId, seated.Select(seat => seat.PeerId), CancellationToken.None);
        await records.NoteGoneAsync(hub.RoomId, call, CancellationToken.None);
        foreach (var lost in seated.Where(seat => call.Peers.All(peer => peer.PeerId != seat.PeerId)).ToLookup(seat => seat.Member.ChannelId))
        {
            await records.NoteLostAsync(hub.RoomId, lost.Key, [.. lost.Select(seat => seat.PeerId)], CancellationToken.None);
            foreach (var (member, _) in lost)
            {
                member.PeerId = null;
                member.Connection.Close(WebSocketCloseStatus.EndpointUnavailable, "The call was lost; connect and join again.");
            }
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

    /// <summary>Ends what the room does not allow these sockets any more: to show a screen, or the call altogether.</summary>
    public async Task CurbAsync(Guid roomId, IReadOnlyList<RoomMember> members)
    {
        foreach (var member in members.Where(member => !member.IsInChat && !member.Membership.May(RoomAction.Call)))
        {
            member.Connection.Close(WebSocketCloseStatus.PolicyViolation, "The room is closed: nobody calls there.");
            await LeaveAsync(roomId, member);
        }

        foreach (var member in members.Where(member => member.IsShowingScreen && !member.Membership.May(RoomAction.ShareScreen)))
        {
            await ShowScreenAsync(roomId, member, on: false);
        }
    }

    /// <summary>Shows a socket's screen to the call, or ends that; all peers are told.</summary>
    public async Task<CallSnapshot> ShowScreenAsync(Guid roomId, RoomMember member, bool on)
    {
        var peerId = member.PeerId ?? throw new InvalidOperationException("The socket takes no part in the call.");
        var call = await calls.ScreenAsync(roomId, peerId, on, CancellationToken.None);
        member.IsShowingScreen = call.ScreenPeerId == peerId;
        await records.NoteGoneAsync(roomId, call, CancellationToken.None);
        await records.NoteAsync(call, peerId, stay => stay with { IsScreenSharing = member.IsShowingScreen }, CancellationToken.None);
        return call;
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
