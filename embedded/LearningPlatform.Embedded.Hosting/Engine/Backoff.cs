namespace LearningPlatform.Embedded.Hosting;

/// <summary>How long to wait before a crashed process is started again: half a second, doubled each time, at most 30 s.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private TimeSpan _next = First;

    /// <param name="uptime">How long the process ran; a minute counts as recovered.</param>
    public TimeSpan Next(TimeSpan uptime)
    {
        var delay = uptime >= TimeSpan.FromMinutes(1) ? First : _next;
        _next = TimeSpan.FromTicks(Math.Min(delay.Ticks * 2, Longest.Ticks));
        return delay;
    }
}
