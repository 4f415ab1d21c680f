namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>
/// One key's requests: what Redis said last, and what this process has let pass since. Lock-free but for the turn of a window.
/// </summary>
internal sealed class Counter(LimitKey key, int limit)
{
    /// <summary>A light user's requests need not be known everywhere at once.</summary>
    private const int LazySyncMilliseconds = 5_000;

    private readonly Lock _turning = new();
    private long _window;
    private long _lastSync;
    private int _previous;
    private int _shared;
    private int _pending;
    private int _isQueued;

    public LimitKey Key => key;

    /// <summary>Counts a request at <paramref name="now"/> (Unix milliseconds) if it fits; one that is refused does not count.</summary>
    public Decision Take(long now)
    {
        var window = SlidingWindow.Number(now);
        if (Volatile.Read(ref _window) < window)
        {
            Turn(window);
        }

        var current = Volatile.Read(ref _shared) + Interlocked.Increment(ref _pending);
        var used = SlidingWindow.Used(now, _previous, current);
        if (used <= limit)
        {
            return new Decision(true, limit, limit - used, SlidingWindow.ResetSeconds(now), 0);
        }

        Interlocked.Decrement(ref _pending);
        var wait = SlidingWindow.RetryAfterSeconds(now, _previous, current - 1, limit);
        return new Decision(false, limit, 0, Math.Max(wait, SlidingWindow.ResetSeconds(now)), wait);
    }

    /// <summary>
    /// Whether the others should hear of it now, said once until <see cref="Share"/> or <see cref="Unqueue"/>: when a hundredth of the
    /// limit has gathered, when half of it is used, and otherwise every few seconds.
    /// </summary>
    public bool IsDue(long now)
    {
        var pending = Volatile.Read(ref _pending);
        var isDue = pending > 0
            && (pending * 100L >= limit || (_shared + pending) * 2L >= limit || now - Volatile.Read(ref _lastSync) >= LazySyncMilliseconds);
        return isDue && Volatile.Read(ref _isQueued) == 0 && Interlocked.Exchange(ref _isQueued, 1) == 0;
    }

    /// <summary>The window and what Redis does not know of it yet.</summary>
    public (long Window, int Pending) Unshared() => (Volatile.Read(ref _window), Math.Max(0, Volatile.Read(ref _pending)));

    /// <summary>Takes what Redis answered: <paramref name="total"/> of everybody, the <paramref name="sent"/> of this process included.</summary>
    public void Share(long now, long window, int sent, int total, int previous)
    {
        lock (_turning)
        {
            if (window == _window)
            {
                Volatile.Write(ref _shared, total);
                Interlocked.Add(ref _pending, -sent);
                _previous = Math.Max(_previous, previous);
            }
        }

        Volatile.Write(ref _lastSync, now);
        Unqueue();
    }

    /// <summary>Redis did not answer: the next request queues it again.</summary>
    public void Unqueue() => Volatile.Write(ref _isQueued, 0);

    private void Turn(long window)
    {
        lock (_turning)
        {
            if (_window >= window)
            {
                return;
            }

            _previous = _window == window - 1 ? _shared + _pending : 0;
            _shared = 0;
            Volatile.Write(ref _pending, 0);
            Volatile.Write(ref _window, window);
        }
    }
}
