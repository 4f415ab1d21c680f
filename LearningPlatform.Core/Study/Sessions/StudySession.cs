using LearningPlatform.Core.Events;

namespace LearningPlatform.Core.Study.Sessions;

/// <summary>An ended study session, as document 2 shows it.</summary>
public sealed record StudySession
{
    public Guid? RoomId { get; init; }
    public required Guid UserId { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public required DateTimeOffset EndTime { get; init; }

    /// <summary>From start to end, in whole minutes.</summary>
    public required int DurationMinutes { get; init; }

    /// <summary>Without the inactivity, in whole minutes.</summary>
    public required int ActiveMinutes { get; init; }

    public required int XpEarned { get; init; }
    public bool IsActive { get; init; }
    public required IReadOnlyList<InactivityPeriod> InactivityPeriods { get; init; }
    public required int PomodoroCompleted { get; init; }

    /// <summary>The same document from the same event, whoever makes it.</summary>
    public static StudySession Of(Guid userId, StudySessionEnded ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        var gaps = (ended.InactivityPeriods ?? []).Chunk(2)
            .Where(pair => pair.Length == 2).Select(pair => new Gap(pair[0], pair[1])).ToList();
        var activity = new StudyActivity(ended.StartTime, ended.EndTime, gaps);
        return Of(ended.RoomId, userId, activity, ended.PomodoroCompleted) with { XpEarned = ended.XpEarned };
    }

    internal static StudySession Of(Guid? roomId, Guid userId, StudyActivity activity, int pomodoros) => new()
    {
        RoomId = roomId,
        UserId = userId,
        StartTime = activity.Start,
        EndTime = activity.LastSign,
        DurationMinutes = (int)activity.Duration.TotalMinutes,
        ActiveMinutes = (int)activity.Active.TotalMinutes,
        XpEarned = 0,
        InactivityPeriods = [.. activity.Gaps.Select(InactivityPeriod.Of)],
        PomodoroCompleted = pomodoros,
    };

    internal StudyActivity ToActivity() => new(
        StartTime, EndTime, [.. InactivityPeriods.Select(period => new Gap(period.Start, period.End))]);
}

/// <summary>A time without a sign of life.</summary>
public sealed record InactivityPeriod(DateTimeOffset Start, DateTimeOffset End, int DurationMinutes)
{
    public static InactivityPeriod Of(Gap gap) => new(gap.Start, gap.End, (int)gap.Length.TotalMinutes);
}

/// <summary>A session, running or ended.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="RoomId">Where; null for by oneself.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="StartTime">When it began.</param>
/// <param name="EndTime">Null while it runs.</param>
/// <param name="LastPingAt">The last sign of life; null when it has ended.</param>
/// <param name="DurationMinutes">From start to end, or to the last sign of life, in whole minutes.</param>
/// <param name="ActiveMinutes">Without the inactivity.</param>
/// <param name="XpEarned">0 while it runs.</param>
/// <param name="IsActive">Whether it runs.</param>
/// <param name="InactivityPeriods">More than five minutes without a sign of life; they earn nothing.</param>
/// <param name="PomodoroCompleted">Focus phases of the room's timer that it was there for.</param>
public sealed record SessionView(
    Guid Id,
    Guid? RoomId,
    Guid UserId,
    DateTimeOffset StartTime,
    DateTimeOffset? EndTime,
    DateTimeOffset? LastPingAt,
    int DurationMinutes,
    int ActiveMinutes,
    int XpEarned,
    bool IsActive,
    IReadOnlyList<InactivityPeriod> InactivityPeriods,
    int PomodoroCompleted)
{
    public static SessionView Of(Guid id, StudySession session)
    {
        ArgumentNullException.ThrowIfNull(session);
        return new(
            id, session.RoomId, session.UserId, session.StartTime, session.EndTime, null, session.DurationMinutes, session.ActiveMinutes,
            session.XpEarned, false, session.InactivityPeriods, session.PomodoroCompleted);
    }

    public static SessionView Of(ActiveSession running)
    {
        ArgumentNullException.ThrowIfNull(running);
        var activity = running.Activity;
        var soFar = StudySession.Of(running.RoomId, running.UserId, activity, running.Pomodoros);
        return Of(running.Id, soFar) with { EndTime = null, LastPingAt = activity.LastSign, IsActive = true };
    }
}
