namespace LearningPlatform.Core.Study.Timers;

/// <summary>What a room's timer counts.</summary>
public enum TimerPhase
{
    Focus,
    Break,
}

/// <summary>Whether it counts.</summary>
public enum TimerState
{
    Stopped,
    Running,
    Paused,
}

/// <summary>A focus phase that went through to its end.</summary>
/// <param name="Start">Its end less its length: pauses don't count.</param>
/// <param name="End">When it was over.</param>
public sealed record FocusPhase(DateTimeOffset Start, DateTimeOffset End);

/// <summary>
/// A room's pomodoro timer. Only the server's clock moves it: a focus phase goes over into a break by itself, after the break it stops and
/// waits for somebody to start the next.
/// </summary>
/// <param name="StartedBy">Who started this phase, or the focus before this break; null when nobody has, or they left the platform.</param>
/// <param name="Phase">focus or break.</param>
/// <param name="State">stopped, running or paused.</param>
/// <param name="Focus">How long a focus phase is.</param>
/// <param name="Break">How long a break is.</param>
/// <param name="EndsAt">While it runs: when the phase is over.</param>
/// <param name="Left">While it is paused: what is left of the phase.</param>
/// <param name="Completed">Focus phases that went through since the timer was first started.</param>
public sealed record RoomTimer(
    Guid? StartedBy,
    TimerPhase Phase,
    TimerState State,
    TimeSpan Focus,
    TimeSpan Break,
    DateTimeOffset? EndsAt,
    TimeSpan? Left,
    int Completed)
{
    public static readonly TimeSpan DefaultFocus = TimeSpan.FromMinutes(25);
    public static readonly TimeSpan DefaultBreak = TimeSpan.FromMinutes(5);
    private static readonly Failure Runs = Failure.Conflict("TIMER_RUNNING", "The timer runs already.");
    private static readonly Failure NotRunning = Failure.Conflict("TIMER_NOT_RUNNING", "The timer does not run.");
    private static readonly Failure NotPaused = Failure.Conflict("TIMER_NOT_PAUSED", "The timer is not paused.");

    /// <summary>A timer that nobody has started yet.</summary>
    public static RoomTimer New { get; } = new(null, TimerPhase.Focus, TimerState.Stopped, DefaultFocus, DefaultBreak, null, null, 0);

    /// <summary>Starts a phase of the given length, or of the last one's; a paused one is given up.</summary>
    public Outcome<RoomTimer> Start(Guid userId, TimerPhase phase, TimeSpan? focus, TimeSpan? pause, DateTimeOffset now)
    {
        if (State == TimerState.Running)
        {
            return Runs;
        }

        var timer = this with
        {
            StartedBy = userId,
            Phase = phase,
            State = TimerState.Running,
            Focus = focus ?? Focus,
            Break = pause ?? Break,
            Left = null,
        };
        return timer with { EndsAt = now + timer.Length };
    }

    public Outcome<RoomTimer> Pause(DateTimeOffset now) => State != TimerState.Running ? NotRunning
        : this with { State = TimerState.Paused, Left = EndsAt - now, EndsAt = null };

    public Outcome<RoomTimer> Resume(DateTimeOffset now) => State != TimerState.Paused ? NotPaused
        : this with { State = TimerState.Running, EndsAt = now + Left, Left = null };

    /// <summary>Gives the phase up: it counts for nobody.</summary>
    public Outcome<RoomTimer> Stop() => State == TimerState.Stopped ? NotRunning : Stopped();

    /// <summary>The timer as it stands at <paramref name="now"/>, and the focus phase that went through on the way, if one did.</summary>
    public (RoomTimer Timer, FocusPhase? Done) At(DateTimeOffset now)
    {
        if (State != TimerState.Running || EndsAt > now)
        {
            return (this, null);
        }

        if (Phase == TimerPhase.Break)
        {
            return (Stopped(), null);
        }

        var end = EndsAt!.Value;
        var rest = this with { Phase = TimerPhase.Break, EndsAt = end + Break, Completed = Completed + 1 };
        return (rest.At(now).Timer, new(end - Focus, end));
    }

    private TimeSpan Length => Phase == TimerPhase.Focus ? Focus : Break;

    private RoomTimer Stopped() => this with { State = TimerState.Stopped, Phase = TimerPhase.Focus, EndsAt = null, Left = null };
}

/// <summary>A room's timer as people see it.</summary>
/// <param name="RoomId">The room it lies in; null for none.</param>
/// <param name="State">stopped, running or paused.</param>
/// <param name="Phase">focus or break.</param>
/// <param name="StartedBy">Who started it.</param>
/// <param name="FocusMinutes">How long a focus phase is.</param>
/// <param name="BreakMinutes">How long a break is.</param>
/// <param name="EndsAt">While it runs: when the phase is over, by the server's clock.</param>
/// <param name="SecondsLeft">Of the phase, when this was answered; 0 when it is stopped.</param>
/// <param name="Completed">Focus phases that went through.</param>
/// <param name="ServerTime">The clock that the others are of.</param>
public sealed record TimerView(
    Guid RoomId,
    TimerState State,
    TimerPhase Phase,
    Guid? StartedBy,
    int FocusMinutes,
    int BreakMinutes,
    DateTimeOffset? EndsAt,
    int SecondsLeft,
    int Completed,
    DateTimeOffset ServerTime)
{
    public static TimerView Of(Guid roomId, RoomTimer timer, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(timer);
        var left = timer.EndsAt - now ?? timer.Left ?? TimeSpan.Zero;
        return new(
            roomId, timer.State, timer.Phase, timer.StartedBy, (int)timer.Focus.TotalMinutes, (int)timer.Break.TotalMinutes, timer.EndsAt,
            (int)Math.Ceiling(left.TotalSeconds), timer.Completed, now);
    }
}
