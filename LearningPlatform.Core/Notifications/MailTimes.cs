namespace LearningPlatform.Core.Notifications;

/// <summary>When mail suits somebody; the times are of their time zone.</summary>
/// <param name="TimeZone">IANA name; UTC stands in for one that this machine does not know.</param>
/// <param name="QuietFrom">Start of the hours without mail, or null.</param>
/// <param name="QuietUntil">Their end; before the start when they go over midnight.</param>
/// <param name="DigestAt">When the daily mail comes.</param>
public sealed record MailTimes(string TimeZone, TimeOnly? QuietFrom, TimeOnly? QuietUntil, TimeOnly DigestAt)
{
    /// <summary>When a mail that arises at <paramref name="now"/> goes out: at once or with the next digest, but never in quiet hours.</summary>
    public DateTimeOffset DueAt(DateTimeOffset now, bool digest)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var wanted = digest ? Next(now, DigestAt, zone) : now;
        return IsQuiet(TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(wanted, zone).DateTime)) ? Next(wanted, QuietUntil!.Value, zone) : wanted;
    }

    private bool IsQuiet(TimeOnly local) =>
        QuietFrom is { } from && QuietUntil is { } until && from != until && local.IsBetween(from, until);

    /// <summary>The first moment after <paramref name="now"/> at which the clock shows <paramref name="time"/>.</summary>
    private static DateTimeOffset Next(DateTimeOffset now, TimeOnly time, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var due = At(today, time, zone);
        return due > now ? due : At(today.AddDays(1), time, zone);
    }

    private static DateTimeOffset At(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        // The hour that the clocks skip in spring: as much later as they skip.
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(30);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
