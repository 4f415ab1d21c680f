using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Sessions;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>The people of a room: coming in by code, leaving, put out, banned, with other roles. Each change is seen live.</summary>
public sealed class RoomMembers(
    IDocumentCollection<Room> rooms, RoomService roomService, StudyLocks locks, People people, ActiveSessions sessions, RoomFeed feed, TimeProvider time)
{
    /// <summary>The caller comes in (<see cref="RoomEntry.Join"/>).</summary>
    public async Task<Outcome<Document<Room>>> JoinAsync(Guid id, Guid userId, string? code, CancellationToken cancellationToken)
    {
        var joined = await rooms.UpdateAsync(
            id, RoomMemberships.NotFound, room => RoomEntry.Join(room, userId, code, time.GetUtcNow()), cancellationToken);
        await TellAsync(joined, RoomEvents.MemberJoined, userId, by: null, cancellationToken);
        return joined;
    }

    /// <summary>The caller goes.</summary>
    public async Task<Failure?> LeaveAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        var left = await rooms.UpdateAsync(
            id, RoomMemberships.NotFound, room => room.IsDeleted ? RoomMemberships.NotFound : RoomPeople.Leave(room, userId), cancellationToken);
        await GoneAsync(left, RoomEvents.MemberLeft, userId, by: null, cancellationToken);
        return left.Failure;
    }

    /// <summary>Who is in, in the order in which they came.</summary>
    public async Task<Outcome<Page<ParticipantView>>> ListAsync(
        Guid id, Caller caller, Guid? after, int limit, CancellationToken cancellationToken)
    {
        if (await rooms.GetAsync(id, cancellationToken) is not { } found
            || !Membership.ToManage(id, found.Body, caller, RoomAction.See).TryGet(out _, out _))
        {
            return RoomMemberships.NotFound;
        }

        // The cursor's person may have gone: then the list starts over rather than ending early.
        var all = found.Body.Participants;
        var start = after is { } last ? all.TakeWhile(participant => participant.UserId != last).Count() + 1 : 0;
        var wanted = all.Skip(start > all.Count ? 0 : start).Take(limit + 1).ToList();
        var names = await people.NamesAsync(wanted.Select(participant => participant.UserId), cancellationToken);
        return Page<ParticipantView>.From(
            wanted.ConvertAll(participant => ParticipantView.Of(participant, names)), limit, view => Cursor.Encode("", view.UserId));
    }

    /// <summary>Who may not come back.</summary>
    public async Task<Outcome<Page<RoomBan>>> BansAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (await rooms.GetAsync(id, cancellationToken) is not { } found)
        {
            return RoomMemberships.NotFound;
        }

        return Membership.ToManage(id, found.Body, caller, RoomAction.Remove).TryGet(out _, out var refusal)
            ? new Page<RoomBan>(found.Body.Bans, null)
            : refusal;
    }

    /// <summary>Another role for somebody; <see cref="RoomRole.Owner"/> hands the room over, if the new owner's level allows one more.</summary>
    public async Task<Outcome<Document<Room>>> ChangeRoleAsync(
        Guid id, Caller caller, Guid userId, RoomRole role, CancellationToken cancellationToken)
    {
        if (role == RoomRole.Owner)
        {
            return await HandOverAsync(id, caller, userId, cancellationToken);
        }

        var changed = await ChangeAsync(
            id, caller, RoomAction.ChangeRoles, actor => RoomPeople.ChangeRole(actor.Room, actor, userId, role), cancellationToken);
        await TellAsync(changed, RoomEvents.MemberRoleChanged, userId, caller.UserId, cancellationToken);
        return changed;
    }

    /// <summary>Puts somebody out; with <paramref name="ban"/> for good.</summary>
    public async Task<Failure?> RemoveAsync(Guid id, Caller caller, Guid userId, bool ban, CancellationToken cancellationToken)
    {
        var wasIn = false;
        var removed = await ChangeAsync(
            id,
            caller,
            RoomAction.Remove,
            actor =>
            {
                wasIn = actor.Room.RoleOf(userId) is not null;
                return ban ? RoomPeople.Ban(actor.Room, actor, userId, time.GetUtcNow()) : RoomPeople.Kick(actor.Room, actor, userId);
            },
            cancellationToken);
        if (wasIn)
        {
            await GoneAsync(removed, RoomEvents.MemberRemoved, userId, caller.UserId, cancellationToken);
        }

        return removed.Failure;
    }

    /// <summary>Lets somebody back.</summary>
    public async Task<Failure?> UnbanAsync(Guid id, Caller caller, Guid userId, CancellationToken cancellationToken) =>
        (await ChangeAsync(id, caller, RoomAction.Remove, actor => RoomPeople.Unban(actor.Room, userId), cancellationToken)).Failure;

    private async Task<Outcome<Document<Room>>> HandOverAsync(Guid id, Caller caller, Guid userId, CancellationToken cancellationToken)
    {
        var allowance = await roomService.AllowanceAsync(userId, cancellationToken);
        await using var held = await locks.TakeAsync(RoomService.OwnerLock, userId, cancellationToken);
        var tooMany = await roomService.TooManyAsync(userId, RoomType.Shared, allowance, "Their", cancellationToken);
        Guid before = default;
        var changed = await ChangeAsync(
            id,
            caller,
            RoomAction.ChangeRoles,
            actor =>
            {
                before = actor.Room.OwnerId;
                var handedOver = RoomPeople.HandOver(actor.Room, userId);
                return handedOver.Failure is null && tooMany is not null ? tooMany : handedOver;
            },
            cancellationToken);
        await TellAsync(changed, RoomEvents.MemberRoleChanged, userId, caller.UserId, cancellationToken);
        await TellAsync(changed, RoomEvents.MemberRoleChanged, before, caller.UserId, cancellationToken);
        return changed;
    }

    /// <summary>The caller's rights are looked at in the same version that is changed.</summary>
    private Task<Outcome<Document<Room>>> ChangeAsync(
        Guid id, Caller caller, RoomAction action, Func<Membership, Outcome<Room>> change, CancellationToken cancellationToken) =>
        rooms.UpdateAsync(
            id,
            RoomMemberships.NotFound,
            room => Membership.ToManage(id, room, caller, action).TryGet(out var actor, out var refusal) ? change(actor) : refusal,
            cancellationToken);

    private async Task GoneAsync(
        Outcome<Document<Room>> changed, RoomEventKind<MemberChange> kind, Guid userId, Guid? by, CancellationToken cancellationToken)
    {
        if (changed.TryGet(out var room, out _))
        {
            await sessions.LeaveRoomAsync(userId, room.Id, cancellationToken);
            await TellAsync(changed, kind, userId, by, cancellationToken);
        }
    }

    private async Task TellAsync(
        Outcome<Document<Room>> changed, RoomEventKind<MemberChange> kind, Guid userId, Guid? by, CancellationToken cancellationToken)
    {
        if (changed.TryGet(out var room, out _))
        {
            var role = room.Body.RoleOf(userId)?.ToString().ToLowerInvariant();
            await feed.PublishAsync(room.Id, kind, new(userId, role, by), cancellationToken);
        }
    }
}
