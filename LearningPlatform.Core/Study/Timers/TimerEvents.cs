using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Timers;

/// <summary>What a room's people see live of its timer; each has the timer as it stands then.</summary>
public static class TimerEvents
{
    public static RoomEventKind<TimerView> Started { get; } = new("timer.started", StudyJson.Default.TimerView);
    public static RoomEventKind<TimerView> Paused { get; } = new("timer.paused", StudyJson.Default.TimerView);
    public static RoomEventKind<TimerView> Resumed { get; } = new("timer.resumed", StudyJson.Default.TimerView);
    public static RoomEventKind<TimerView> Stopped { get; } = new("timer.stopped", StudyJson.Default.TimerView);

    /// <summary>A phase has gone through: after a focus the break runs, after a break the timer is stopped.</summary>
    public static RoomEventKind<TimerView> PhaseEnded { get; } = new("timer.phase_ended", StudyJson.Default.TimerView);
}
