namespace LearningPlatform.Core.Study.Rooms;

/// <summary>What happens to people who are in a room. Nobody touches who has the same role or a greater one.</summary>
public static class RoomPeople
{
    public const int MaxBans = 500;

    /// <summary>Goes by themselves; an owner hands the room over first.</summary>
    public static Outcome<Room> Leave(Room room, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.RoleOf(userId) switch
        {
            null => RoomMemberships.NotFound,
            RoomRole.Owner => RoomFailures.OwnerMustHandOver,
            _ => Without(room, userId),
        };
    }

    /// <summary>Put out; the way back is open.</summary>
    public static Outcome<Room> Kick(Room room, Membership actor, Guid userId) =>
        Untouchable(room, actor, userId) is { } refusal ? refusal
        : room.RoleOf(userId) is null ? RoomFailures.NotIn
        : Without(room, userId);

    /// <summary>Put out for good, or kept out from the start. Invitations of theirs are void.</summary>
    public static Outcome<Room> Ban(Room room, Membership actor, Guid userId, DateTimeOffset now)
    {
        if (Untouchable(room, actor, userId) is { } refusal)
        {
            return refusal;
        }

        if (room.Bans.Any(ban => ban.UserId == userId))
        {
            return room;
        }

        return room.Bans.Count >= MaxBans ? RoomFailures.TooManyBans : Without(room, userId) with
        {
            Bans = [.. room.Bans, new(userId, actor.UserId, now)],
            Invites = [.. room.Invites.Where(invite => invite.UserId != userId)],
        };
    }

    /// <summary>May come back.</summary>
    public static Outcome<Room> Unban(Room room, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Bans.All(ban => ban.UserId != userId)
            ? RoomFailures.BanNotFound
            : room with { Bans = [.. room.Bans.Where(ban => ban.UserId != userId)] };
    }

    /// <summary>Makes a member a moderator, or back.</summary>
    public static Outcome<Room> ChangeRole(Room room, Membership actor, Guid userId, RoomRole role) =>
        Untouchable(room, actor, userId) is { } refusal ? refusal
        : room.RoleOf(userId) is null ? RoomFailures.NotIn
        : WithRole(room, userId, role);

    /// <summary>Makes <paramref name="userId"/> the owner; who was stays as a moderator.</summary>
    public static Outcome<Room> HandOver(Room room, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.RoleOf(userId) switch
        {
            null => RoomFailures.NotIn,
            RoomRole.Owner => RoomFailures.Yourself,
            _ => WithRole(WithRole(room, room.OwnerId, RoomRole.Moderator), userId, RoomRole.Owner) with { OwnerId = userId },
        };
    }

    /// <summary>Who takes over from an owner that is gone: the moderator, failing that the member, who came first; null when nobody is left.</summary>
    public static Guid? SuccessorOf(Room room)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room.Participants.Where(participant => participant.UserId != room.OwnerId)
            .OrderByDescending(participant => participant.Role).ThenBy(participant => participant.JoinedAt)
            .FirstOrDefault()?.UserId;
    }

    /// <summary>The room without the person and what still names them as somebody who may come in.</summary>
    public static Room Without(Room room, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(room);
        return room with { Participants = [.. room.Participants.Where(participant => participant.UserId != userId)] };
    }

    private static Failure? Untouchable(Room room, Membership actor, Guid userId) =>
        userId == actor.UserId ? RoomFailures.Yourself
        : room.RoleOf(userId) is { } role && role >= actor.Role ? RoomFailures.RoleTooLow
        : null;

    private static Room WithRole(Room room, Guid userId, RoomRole role) => room with
    {
        Participants = [.. room.Participants.Select(participant =>
            participant.UserId == userId ? participant with { Role = role } : participant)],
    };
}
