using LearningPlatform.Core;
using LearningPlatform.Core.Study.Calls;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Rooms;
using LearningPlatform.Realtime.Sockets;

namespace LearningPlatform.Realtime.Calls;

/// <summary>Does what clients ask for on a call's socket.</summary>
internal sealed class CallConversation(CallState calls, CallSeats seats, CallRecords records, ClientMessages messages, TimeProvider time)
{
    private static readonly Failure Full = Failure.Conflict("CALL_FULL", "The call has as many people as the room takes.");
    private static readonly Failure InCall = Failure.Conflict("ALREADY_IN_CALL", "This socket takes part already.");
    private static readonly Failure NotInCall = Failure.Conflict("NOT_IN_CALL", "Join the call first.");
    private static readonly Failure NoSuchPeer = Failure.NotFound("PEER_NOT_FOUND", "There is no such peer in the call.");
    private static readonly Failure Taken = Failure.Conflict("SCREEN_TAKEN", "Somebody else shows their screen.");

    public ValueTask HandleAsync(RoomHub hub, RoomMember member, ReadOnlyMemory<byte> json) =>
        messages.HandleAsync(member.Connection, json, message => message switch
        {
            CallJoin join => JoinAsync(hub, member, join),
            CallLeave => LeaveAsync(hub, member),
            CallRelay relay => RelayAsync(hub, member, relay),
            CallMedia media => SwitchAsync(hub, member, media),
            CallScreen screen => ShowScreenAsync(hub, member, screen.On),
            _ => ClientMessages.Unknown,
        });

    private async Task<Failure?> JoinAsync(RoomHub hub, RoomMember member, CallJoin join)
    {
        if ((member.Membership.Refusal(RoomAction.Call) ?? (member.PeerId is null ? null : InCall)) is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var peer = new CallPeer(OrderedId.At(now), member.UserId, join.Audio, join.Video);
        // In turn: nothing from the others may reach the client before it knows who they are.
        return await hub.InTurnAsync(async () =>
        {
            if (member.Connection.IsClosing)
            {
                return null;
            }

            var joined = await calls.JoinAsync(
                hub.RoomId, peer, member.Membership.Room.MaxParticipants, OrderedId.At(now), CancellationToken.None);
            if (joined.Outcome == CallSnapshot.Full)
            {
                await records.NoteGoneAsync(hub.RoomId, joined, CancellationToken.None);
                return Full;
            }

            (member.PeerId, member.ChannelId) = (peer.PeerId, joined.ChannelId!.Value);
            await RecordAsync(hub, member, joined, peer);
            var others = joined.Peers.Where(other => other.PeerId != peer.PeerId).ToList();
            member.Connection.Send(new CallJoined(peer.PeerId, member.ChannelId, others, joined.ScreenPeerId).ToUtf8());
            return null;
        });
    }

    /// <summary>Who cannot be written down takes no part.</summary>
    private async Task RecordAsync(RoomHub hub, RoomMember member, CallSnapshot joined, CallPeer peer)
    {
        try
        {
            await records.NoteJoinedAsync(hub.RoomId, joined, peer, CancellationToken.None);
        }
        catch
        {
            await seats.LeaveAsync(hub.RoomId, member);
            throw;
        }
    }

    private async Task<Failure?> LeaveAsync(RoomHub hub, RoomMember member)
    {
        await seats.LeaveAsync(hub.RoomId, member);
        return null;
    }

    private async Task<Failure?> RelayAsync(RoomHub hub, RoomMember member, CallRelay relay)
    {
        if (member.PeerId is not { } from)
        {
            return NotInCall;
        }

        return relay.Refusal
            ?? (await calls.RelayAsync(hub.RoomId, from, relay.To, relay.From(from), CancellationToken.None) ? null : NoSuchPeer);
    }

    private async Task<Failure?> SwitchAsync(RoomHub hub, RoomMember member, CallMedia media)
    {
        if (member.PeerId is not { } peerId)
        {
            return NotInCall;
        }

        var call = await calls.MediaAsync(hub.RoomId, peerId, media.Audio, media.Video, CancellationToken.None);
        await records.NoteGoneAsync(hub.RoomId, call, CancellationToken.None);
        await records.NoteAsync(
            call, peerId, stay => stay with { AudioEnabled = media.Audio, VideoEnabled = media.Video }, CancellationToken.None);
        return call.Outcome == CallSnapshot.Unknown ? NotInCall : null;
    }

    // In turn: a room that forbids it meanwhile ends it after it has begun, not before.
    private Task<Failure?> ShowScreenAsync(RoomHub hub, RoomMember member, bool on) => hub.InTurnAsync(async () =>
    {
        if (member.PeerId is null)
        {
            return NotInCall;
        }

        if (on && member.Membership.Refusal(RoomAction.ShareScreen) is { } refusal)
        {
            return refusal;
        }

        var call = await seats.ShowScreenAsync(hub.RoomId, member, on);
        return call.Outcome switch
        {
            CallSnapshot.Taken => Taken,
            CallSnapshot.Unknown => NotInCall,
            _ => null,
        };
    });
}
