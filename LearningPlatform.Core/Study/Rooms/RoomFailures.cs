namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Why rooms say no.</summary>
public static class RoomFailures
{
    public static readonly Failure Closed = Failure.Conflict("ROOM_CLOSED", "The room is closed: it can only be read.");
    public static readonly Failure Full = Failure.Conflict("ROOM_FULL", "All places in this room are taken.");
    public static readonly Failure Banned = Failure.Forbidden("ROOM_BANNED", "You may not come back into this room.");
    public static readonly Failure WrongCode = Failure.Forbidden("INVITE_CODE_WRONG", "This is not the room's invite code.");
    public static readonly Failure AlreadyIn = Failure.Conflict("ALREADY_IN_ROOM", "This person is in the room already.");
    public static readonly Failure Personal = Failure.Conflict("ROOM_IS_PERSONAL", "A personal room is for its owner alone.");
    public static readonly Failure RoleTooLow = Failure.Forbidden("ROOM_ROLE_TOO_LOW", "Your role in this room does not allow that.");
    public static readonly Failure NoSharing = Failure.Forbidden("SCREEN_SHARING_OFF", "Screen sharing is not allowed in this room.");
    public static readonly Failure NotIn = Failure.NotFound("PARTICIPANT_NOT_FOUND", "This person is not in the room.");
    public static readonly Failure InviteNotFound = Failure.NotFound("INVITE_NOT_FOUND", "There is no such invitation.");
    public static readonly Failure BanNotFound = Failure.NotFound("BAN_NOT_FOUND", "This person is not banned.");
    public static readonly Failure Blocked = Failure.Forbidden("ROOM_BLOCKED", "An admin has closed this room.");

    public static readonly Failure InviteeBanned =
        Failure.Conflict("USER_BANNED", "This person is banned from the room. Let them back first.");

    public static readonly Failure OwnerMustHandOver =
        Failure.Conflict("OWNER_MUST_HAND_OVER", "Hand the room over before you leave it, or delete it.");

    public static readonly Failure Yourself = Failure.Conflict("CANNOT_CHANGE_YOURSELF", "You cannot do this to yourself.");

    public static readonly Failure FewerThanIn =
        Failure.Conflict("MORE_PEOPLE_IN_ROOM", "More people than that are in the room already.");

    public static readonly Failure TooManyInvites =
        Failure.Conflict("TOO_MANY_INVITES", $"At most {RoomEntry.MaxInvites} invitations can wait for an answer.");

    public static readonly Failure TooManyBans = Failure.Conflict("TOO_MANY_BANS", $"At most {RoomPeople.MaxBans} people can be banned.");

    /// <summary>What somebody's level does not allow; see <see cref="RoomAllowance"/>.</summary>
    public static Failure LevelTooLow(string what) => Failure.Forbidden("LEVEL_TOO_LOW", $"The owner's level does not allow {what}.");

    public static Failure TooManyRooms(string whose, int most) =>
        Failure.Conflict("ROOM_LIMIT_REACHED", $"{whose} level allows {most} such rooms.");
}
