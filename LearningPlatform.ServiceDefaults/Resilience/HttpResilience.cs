namespace LearningPlatform.ServiceDefaults.Resilience;

/// <summary>How patient an outgoing HTTP client is.</summary>
public sealed class HttpResilience
{
    /// <summary>For everything together, waits between the attempts included.</summary>
    public TimeSpan TotalTime { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>For one attempt, until its headers are here.</summary>
    public TimeSpan AttemptTime { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first one; only what may be sent twice is.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>The wait before the first retry; it doubles with each, and jitter spreads the callers.</summary>
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The circuit opens when at least this many requests of half a minute …</summary>
    public int BreakerRequests { get; set; } = 10;

    /// <summary>… failed at least at this rate (0–1).</summary>
    public double BreakerRate { get; set; } = 0.5;

    /// <summary>How long it then stays open: requests fail at once, and the other side can recover.</summary>
    public TimeSpan BreakTime { get; set; } = TimeSpan.FromSeconds(10);
}
