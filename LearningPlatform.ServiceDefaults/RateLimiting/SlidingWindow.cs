namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>
/// A window that slides, made of two fixed ones: of the one before, as much counts as the sliding window still covers. Two numbers a
/// key instead of a list of times, and exact for even traffic.
/// </summary>
internal static class SlidingWindow
{
    /// <summary>The length of the window, milliseconds.</summary>
    public const int Milliseconds = 60_000;

    /// <summary>Which fixed window <paramref name="now"/> (Unix milliseconds) is in.</summary>
    public static long Number(long now) => now / Milliseconds;

    /// <summary>Requests in the sliding window that ends now.</summary>
    public static int Used(long now, int previous, int current) => current + (int)(previous * Uncovered(now));

    /// <summary>Seconds until the window is as good as empty, if nothing comes.</summary>
    public static int ResetSeconds(long now) => Seconds((Milliseconds - (now % Milliseconds)) / (double)Milliseconds);

    /// <summary>Seconds until one more request fits under <paramref name="limit"/>.</summary>
    public static int RetryAfterSeconds(long now, int previous, int current, int limit)
    {
        var left = Uncovered(now);
        // Below the limit in this window: wait until enough of the previous one has slid out. Otherwise until this one does, too.
        var wait = current < limit
            ? left - ((limit - current) / (double)Math.Max(previous, 1))
            : left + 1 - (limit / (double)current);
        return Math.Max(1, Seconds(wait));
    }

    private static double Uncovered(long now) => 1 - (now % Milliseconds / (double)Milliseconds);

    private static int Seconds(double windows) => (int)Math.Ceiling(windows * Milliseconds / 1000);
}
