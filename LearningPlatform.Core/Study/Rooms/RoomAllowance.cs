namespace LearningPlatform.Core.Study.Rooms;

/// <summary>What somebody's level allows them as an owner of rooms (document 2, "Permission controls based on XP levels").</summary>
/// <param name="FromLevel">From this level on.</param>
/// <param name="SharedRooms">How many shared rooms they may own.</param>
/// <param name="Participants">How many people, themselves included, a room of theirs may have.</param>
/// <param name="ScreenSharing">Whether a room of theirs may allow screen sharing.</param>
public sealed record RoomAllowance(int FromLevel, int SharedRooms, int Participants, bool ScreenSharing)
{
    /// <summary>At any level.</summary>
    public const int PersonalRooms = 20;

    /// <summary>The whole table, the highest level last; docs/study.md shows it to people.</summary>
    public static readonly IReadOnlyList<RoomAllowance> Table =
    [
        new(FromLevel: 1, SharedRooms: 3, Participants: 5, ScreenSharing: false),
        new(FromLevel: 2, SharedRooms: 5, Participants: 8, ScreenSharing: true),
        new(FromLevel: 4, SharedRooms: 10, Participants: 15, ScreenSharing: true),
        new(FromLevel: 7, SharedRooms: 20, Participants: 30, ScreenSharing: true),
        new(FromLevel: 10, SharedRooms: 50, Participants: 60, ScreenSharing: true),
        new(FromLevel: 15, SharedRooms: 100, Participants: 150, ScreenSharing: true),
    ];

    /// <summary>The most that anybody may have; what admins have.</summary>
    public static RoomAllowance Highest => Table[^1];

    public static RoomAllowance Of(int level) => Table.Last(allowance => allowance.FromLevel <= int.Max(level, 1));
}
