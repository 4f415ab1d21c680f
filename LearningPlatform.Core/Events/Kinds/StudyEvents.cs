namespace LearningPlatform.Core.Events;

/// <summary>Somebody was asked into a study room; <c>user_id</c> is the one who is asked.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="RoomName">What it was called then.</param>
/// <param name="InviteId">The invitation.</param>
/// <param name="InvitedBy">Who asks.</param>
public sealed record RoomInvited(Guid RoomId, string RoomName, Guid InviteId, Guid InvitedBy) : IEventMetadata<RoomInvited>
{
    public static EventKind<RoomInvited> Kind { get; } = new(Topics.Study, "ROOM_INVITED");
}

/// <summary>A study room is gone; what it held is to be removed. <c>user_id</c> is whoever did it.</summary>
/// <param name="RoomId">The room.</param>
public sealed record RoomDeleted(Guid RoomId) : IEventMetadata<RoomDeleted>
{
    public static EventKind<RoomDeleted> Kind { get; } = new(Topics.Study, "ROOM_DELETED");
}

/// <summary>A study session has ended, by its owner's hand or because they forgot it.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="RoomId">Where, if in a room.</param>
/// <param name="StartTime">When it began.</param>
/// <param name="EndTime">When it ended: for a forgotten one the last sign of life.</param>
/// <param name="InactivityPeriods">Start, end, start, end …: what earns nothing.</param>
/// <param name="PomodoroCompleted">Focus phases of the room's timer that it was there for.</param>
/// <param name="XpEarned">What it is worth, the daily limit applied.</param>
public sealed record StudySessionEnded(
    Guid SessionId,
    Guid? RoomId,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    IReadOnlyList<DateTimeOffset>? InactivityPeriods,
    int PomodoroCompleted,
    int XpEarned) : IEventMetadata<StudySessionEnded>
{
    public static EventKind<StudySessionEnded> Kind { get; } = new(Topics.Study, "SESSION_ENDED");
}
