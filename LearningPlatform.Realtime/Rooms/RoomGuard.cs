using System.Collections.Immutable;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>
/// Sees to it that a room's sockets here have what the room gives them now: ends those of people who are out, and what is not allowed any
/// more. Called by the room's hub, in turn.
/// </summary>
internal sealed class RoomGuard(Guid roomId, RoomServices services)
{
    private Document<Room>? _room;

    // The version that all sockets of the room have been held against.
    private long? _held;

    /// <summary>Does what an event means for sockets that were open when it happened.</summary>
    public async Task ActAsync(RoomEvent happened, ImmutableArray<RoomMember> members)
    {
        if (happened.Type == RoomEvents.RoomDeleted.Name)
        {
            await ExpelAsync(members);
        }
        else if (happened.Type == RoomEvents.MemberRemoved.Name || happened.Type == RoomEvents.MemberLeft.Name)
        {
            var change = RoomMember.DataOf(happened, RoomEvents.MemberRemoved);
            await ExpelAsync(members.RemoveAll(member => member.UserId != change?.UserId));
        }
        else if (happened.Type == RoomEvents.MemberRoleChanged.Name || happened.Type == RoomEvents.RoomUpdated.Name)
        {
            await RecheckAsync(members);
        }
        else if (happened.Type == RoomEvents.SessionStarted.Name || happened.Type == RoomEvents.SessionEnded.Name)
        {
            var change = RoomMember.DataOf(happened, RoomEvents.SessionStarted);
            await StudyAsync(
                members.RemoveAll(member => !member.IsInChat || member.UserId != change?.UserId), happened.Type == RoomEvents.SessionStarted.Name);
        }
    }

    /// <summary>Holds all sockets of the room against it, if it has changed since they were.</summary>
    public async Task RecheckAllAsync(ImmutableArray<RoomMember> members)
    {
        await ReadAsync();
        if (_room is null || _room.Version != _held)
        {
            await HoldAsync(members);
            _held = _room?.Version;
        }
    }

    /// <summary>Holds these sockets against the room as it is now.</summary>
    public async Task RecheckAsync(ImmutableArray<RoomMember> members)
    {
        await ReadAsync();
        await HoldAsync(members);
    }

    /// <summary>All sockets share this copy of the room.</summary>
    private async Task ReadAsync()
    {
        var version = await services.Rooms.VersionAsync(roomId, CancellationToken.None);
        if (version is null || version != _room?.Version)
        {
            _room = await services.Rooms.GetAsync(roomId, CancellationToken.None);
        }
    }

    private async Task HoldAsync(ImmutableArray<RoomMember> members)
    {
        var expelled = ImmutableArray.CreateBuilder<RoomMember>();
        foreach (var member in members)
        {
            if (_room is not null && Membership.Of(roomId, _room.Body, member.UserId) is { } membership)
            {
                member.Membership = membership;
            }
            else
            {
                expelled.Add(member);
            }
        }

        await ExpelAsync(expelled.ToImmutable());
        await services.Calls.CurbAsync(roomId, members);
    }

    private async Task StudyAsync(ImmutableArray<RoomMember> members, bool isStudying)
    {
        foreach (var member in members)
        {
            member.IsStudying = isStudying;
        }

        if (members.Length > 0)
        {
            await services.Presence.ApplyAsync(roomId, [.. members.Select(member => member.Standing)], CancellationToken.None);
        }
    }

    private async Task ExpelAsync(ImmutableArray<RoomMember> members)
    {
        foreach (var member in members)
        {
            member.Expel();
            await services.Calls.LeaveAsync(roomId, member);
        }
    }
}
