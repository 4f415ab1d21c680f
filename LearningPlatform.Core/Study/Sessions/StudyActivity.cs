namespace LearningPlatform.Core.Study.Sessions;

/// <summary>A time without a sign of life.</summary>
public sealed record Gap(DateTimeOffset Start, DateTimeOffset End)
{
    public TimeSpan Length => End - Start;
}

/// <summary>
/// When somebody was at it (document 2): the server's clock at the start, at each ping and at the end, and nothing that a client says. More
/// than five minutes between two signs of life are an inactivity period, from the first to the second, and earn nothing.
/// </summary>
/// <param name="Start">When the session began.</param>
/// <param name="LastSign">The last start, ping or end; never before <paramref name="Start"/>.</param>
/// <param name="Gaps">The inactivity periods, in order, each within the two.</param>
public sealed record StudyActivity(DateTimeOffset Start, DateTimeOffset LastSign, IReadOnlyList<Gap> Gaps)
{
    /// <summary>Without a sign for longer, somebody is away.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    /// <summary>Without a sign for longer, the session is forgotten and ends with its last sign.</summary>
    public static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(30);

    /// <summary>Nobody studies longer without a break: such a session ends with its last sign, too.</summary>
    public static readonly TimeSpan LongestSession = TimeSpan.FromHours(16);

    public static StudyActivity StartingAt(DateTimeOffset now) => new(now, now, []);

    /// <summary>All of it, gaps included.</summary>
    public TimeSpan Duration => LastSign - Start;

    /// <summary>What counts.</summary>
    public TimeSpan Active => Duration - new TimeSpan(Gaps.Sum(gap => gap.Length.Ticks));

    /// <summary>A sign of life. A clock that was set back makes it one at the time of the last.</summary>
    public StudyActivity Ping(DateTimeOffset now)
    {
        var at = now > LastSign ? now : LastSign;
        return this with { LastSign = at, Gaps = at - LastSign > LongestPause ? [.. Gaps, new(LastSign, at)] : Gaps };
    }

    /// <summary>Whether its owner has forgotten it, or cannot be at it any more.</summary>
    public bool IsForgotten(DateTimeOffset now) => now - LastSign > ForgottenAfter || now - Start > LongestSession;

    /// <summary>The stretches of activity between the gaps.</summary>
    public IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> Stretches()
    {
        var from = Start;
        foreach (var gap in Gaps)
        {
            yield return (from, gap.Start);
            from = gap.End;
        }

        yield return (from, LastSign);
    }
}
