using System.Collections.Frozen;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>What can be done in a room.</summary>
public enum RoomAction
{
    /// <summary>Read the room, its people and what it holds, its chat and who is there.</summary>
    See,

    /// <summary>Add todos, notes and materials, and change one's own; study in the room.</summary>
    Contribute,

    Chat,

    /// <summary>Take part in the call.</summary>
    Call,

    ShareScreen,

    /// <summary>Start, pause and stop the shared timer.</summary>
    RunTimer,

    /// <summary>Change and delete what others have added or written.</summary>
    ManageContent,

    /// <summary>Invite people, see the invite code and change it.</summary>
    Invite,

    /// <summary>Put out and ban people of a lesser role, and let them back.</summary>
    Remove,

    /// <summary>Make members moderators and back, hand the room over.</summary>
    ChangeRoles,

    /// <summary>Change the room itself.</summary>
    Edit,

    Delete,
}

/// <summary>Who may do what in a room: the whole table (docs/study.md shows it to people).</summary>
public static class RoomPermissions
{
    private static readonly FrozenDictionary<RoomAction, (RoomRole Least, bool EvenClosed)> Table =
        new Dictionary<RoomAction, (RoomRole, bool)>
        {
            [RoomAction.See] = (RoomRole.Member, true),
            [RoomAction.Contribute] = (RoomRole.Member, false),
            [RoomAction.Chat] = (RoomRole.Member, false),
            [RoomAction.Call] = (RoomRole.Member, false),
            [RoomAction.ShareScreen] = (RoomRole.Member, false),
            [RoomAction.RunTimer] = (RoomRole.Member, false),
            [RoomAction.ManageContent] = (RoomRole.Moderator, false),
            [RoomAction.Invite] = (RoomRole.Moderator, false),
            [RoomAction.Remove] = (RoomRole.Moderator, true),
            [RoomAction.ChangeRoles] = (RoomRole.Owner, true),
            [RoomAction.Edit] = (RoomRole.Owner, true),
            [RoomAction.Delete] = (RoomRole.Owner, true),
        }.ToFrozenDictionary();

    /// <summary>Whether the role is enough, whatever state the room is in.</summary>
    public static bool Allows(RoomRole role, RoomAction action) => role >= Table[action].Least;

    /// <summary>Whether the action can be done in a room that is closed.</summary>
    public static bool WorksInClosed(RoomAction action) => Table[action].EvenClosed;
}
