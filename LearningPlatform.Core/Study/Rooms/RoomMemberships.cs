using LearningPlatform.Core.Documents;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Somebody in a room, at the moment of asking.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="UserId">Who.</param>
/// <param name="Role">What they are there.</param>
/// <param name="Room">The room as it was read.</param>
public sealed record Membership(Guid RoomId, Guid UserId, RoomRole Role, Room Room)
{
    private static readonly Failure RoleTooLow = Failure.Forbidden("ROOM_ROLE_TOO_LOW", "Your role in this room does not allow that.");
    private static readonly Failure Closed = Failure.Conflict("ROOM_CLOSED", "The room is closed: it can only be read.");
    private static readonly Failure NoSharing =
        Failure.Forbidden("SCREEN_SHARING_OFF", "Screen sharing is not allowed in this room.");

    /// <summary>Whether this person may do <paramref name="action"/> here and now.</summary>
    public bool May(RoomAction action) => Refusal(action) is null;

    /// <summary>Why not; null when they may.</summary>
    public Failure? Refusal(RoomAction action) => action switch
    {
        _ when !RoomPermissions.Allows(Role, action) => RoleTooLow,
        _ when !Room.IsActive && !RoomPermissions.WorksInClosed(action) => Closed,
        RoomAction.ShareScreen when !Room.Settings.AllowScreenSharing => NoSharing,
        _ => null,
    };
}

/// <summary>Who is in which room: what everything else in a room asks first, sockets included.</summary>
public sealed class RoomMemberships(IDocumentCollection<Room> rooms)
{
    /// <summary>The room is not there, or the caller may not know of it.</summary>
    public static readonly Failure NotFound = Failure.NotFound("ROOM_NOT_FOUND", "There is no such room.");

    /// <summary>What <paramref name="userId"/> is in the room; null when there is no such room or they are not in it.</summary>
    public async Task<Membership?> FindAsync(Guid roomId, Guid userId, CancellationToken cancellationToken) =>
        await rooms.GetAsync(roomId, cancellationToken) is { Body: { IsDeleted: false } room } && room.RoleOf(userId) is { } role
            ? new Membership(roomId, userId, role, room)
            : null;

    /// <summary>The membership if it allows <paramref name="action"/>: 404 to who is not in the room, otherwise 403 or 409 with the reason.</summary>
    public async Task<Outcome<Membership>> RequireAsync(
        Guid roomId, Guid userId, RoomAction action, CancellationToken cancellationToken) =>
        await FindAsync(roomId, userId, cancellationToken) is not { } membership ? NotFound
            : membership.Refusal(action) is { } refusal ? refusal
            : membership;
}
