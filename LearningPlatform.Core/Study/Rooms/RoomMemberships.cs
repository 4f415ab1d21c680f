using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Somebody in a room, at the moment of asking.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="UserId">Who.</param>
/// <param name="Role">What they are there.</param>
/// <param name="Room">The room as it was read.</param>
public sealed record Membership(Guid RoomId, Guid UserId, RoomRole Role, Room Room)
{
    /// <summary>What <paramref name="userId"/> is in the room; null when the room is deleted or they are not in it.</summary>
    public static Membership? Of(Guid roomId, Room room, Guid userId)
    {
        ArgumentNullException.ThrowIfNull(room);
        return !room.IsDeleted && room.RoleOf(userId) is { } role ? new(roomId, userId, role, room) : null;
    }

    /// <summary>
    /// Who may run the room: its people, by their role, and admins, who have an owner's rights over every room and its people. What a room
    /// holds is for its people alone.
    /// </summary>
    public static Outcome<Membership> ToManage(Guid roomId, Room room, Caller caller, RoomAction action)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(caller);
        var membership = caller.IsAdmin && !room.IsDeleted
            ? new Membership(roomId, caller.UserId, RoomRole.Owner, room)
            : Of(roomId, room, caller.UserId);
        return Check(membership, action);
    }

    /// <summary>Whether this person may do <paramref name="action"/> here and now.</summary>
    public bool May(RoomAction action) => Refusal(action) is null;

    /// <summary>Why not; null when they may.</summary>
    public Failure? Refusal(RoomAction action) => action switch
    {
        _ when !RoomPermissions.Allows(Role, action) => RoomFailures.RoleTooLow,
        _ when !Room.IsActive && !RoomPermissions.WorksInClosed(action) => RoomFailures.Closed,
        RoomAction.ShareScreen when !Room.Settings.AllowScreenSharing => RoomFailures.NoSharing,
        _ => null,
    };

    /// <summary>The membership if it allows <paramref name="action"/>: 404 to who is not in the room, otherwise 403 or 409 with the reason.</summary>
    internal static Outcome<Membership> Check(Membership? membership, RoomAction action) =>
        membership is null ? RoomMemberships.NotFound
        : membership.Refusal(action) is { } refusal ? refusal
        : membership;
}

/// <summary>Who is in which room: what everything else in a room asks first, sockets included.</summary>
public sealed class RoomMemberships(IDocumentCollection<Room> rooms)
{
    /// <summary>The room is not there, or the caller may not know of it.</summary>
    public static readonly Failure NotFound = Failure.NotFound("ROOM_NOT_FOUND", "There is no such room.");

    /// <summary>What <paramref name="userId"/> is in the room; null when there is no such room or they are not in it.</summary>
    public async Task<Membership?> FindAsync(Guid roomId, Guid userId, CancellationToken cancellationToken) =>
        await rooms.GetAsync(roomId, cancellationToken) is { } found ? Membership.Of(roomId, found.Body, userId) : null;

    /// <summary>The membership if it allows <paramref name="action"/>: 404 to who is not in the room, otherwise 403 or 409 with the reason.</summary>
    public async Task<Outcome<Membership>> RequireAsync(
        Guid roomId, Guid userId, RoomAction action, CancellationToken cancellationToken) =>
        Membership.Check(await FindAsync(roomId, userId, cancellationToken), action);
}
