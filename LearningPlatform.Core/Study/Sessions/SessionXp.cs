namespace LearningPlatform.Core.Study.Sessions;

/// <summary>What studying is worth (document 2): 2 XP for every whole minute of activity, up to a limit a day.</summary>
public static class SessionXp
{
    public const int PerMinute = 2;

    /// <summary>Minutes that count on one UTC day: twelve hours. Who pings by machine around the clock gains nothing by it.</summary>
    public const int MinutesADay = 720;

    /// <summary>The ledger's name for it.</summary>
    public const string Source = "session";

    /// <summary>The minutes of a session that count, when <paramref name="already"/> have counted on its day.</summary>
    public static int Minutes(TimeSpan active, int already) =>
        int.Clamp((int)active.TotalMinutes, 0, int.Max(0, MinutesADay - already));

    public static int For(int minutes) => minutes * PerMinute;
}
