namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>The real clock, moved forward when a test says so. Timers run as they do.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Shift(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _shift));

    public override long GetTimestamp() => base.GetTimestamp() + (Volatile.Read(ref _shift) * TimestampFrequency / TimeSpan.TicksPerSecond);
}
