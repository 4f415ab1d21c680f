namespace LearningPlatform.Workers.Jobs;

/// <summary>
/// Work that is due by the clock. A job is a class in this assembly with <see cref="EveryAttribute"/> or <see cref="DailyAttribute"/> on it;
/// nothing else registers it. Only one replica runs it at a time; after a standstill it runs once, however many turns were missed. A crash
/// half-way runs it again: what it does must bear that.
/// </summary>
internal interface IScheduledJob
{
    Task RunAsync(CancellationToken cancellationToken);
}

/// <summary>When a job is due.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal abstract class ScheduleAttribute : Attribute
{
    /// <summary>The latest moment, at or before <paramref name="now"/>, at which the job was due.</summary>
    public abstract DateTimeOffset LatestSlot(DateTimeOffset now);
}

/// <summary>Again and again, at multiples of the interval since midnight UTC.</summary>
internal sealed class EveryAttribute : ScheduleAttribute
{
    public int Seconds { get; init; }
    public int Minutes { get; init; }
    public int Hours { get; init; }

    public override DateTimeOffset LatestSlot(DateTimeOffset now)
    {
        var interval = new TimeSpan(Hours, Minutes, Seconds).Ticks;
        return new(now.UtcTicks - (now.UtcTicks % interval), TimeSpan.Zero);
    }
}

/// <summary>Once a day at a time, UTC.</summary>
internal sealed class DailyAttribute(int hour, int minute = 0) : ScheduleAttribute
{
    public override DateTimeOffset LatestSlot(DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour).AddMinutes(minute);
        return today <= now ? today : today.AddDays(-1);
    }
}
