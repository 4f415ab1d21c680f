namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>What a leaderboard counts: the XP of the current day, week (from Monday), month, or of all time.</summary>
public enum LeaderboardPeriod
{
    Day,
    Week,
    Month,
    All,
}

/// <summary>Periods are the same for everybody, so their days are UTC's.</summary>
public static class LeaderboardPeriods
{
    /// <summary>As the database carries it.</summary>
    public static string Name(this LeaderboardPeriod period) => period.ToString().ToLowerInvariant();

    /// <summary>The first day of the period that <paramref name="at"/> is in.</summary>
    public static DateOnly StartOf(this LeaderboardPeriod period, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return period switch
        {
            LeaderboardPeriod.Day => day,
            LeaderboardPeriod.Week => day.AddDays(-(((int)day.DayOfWeek + 6) % 7)),
            LeaderboardPeriod.Month => new(day.Year, day.Month, 1),
            _ => DateOnly.FromDateTime(DateTime.UnixEpoch),
        };
    }
}
