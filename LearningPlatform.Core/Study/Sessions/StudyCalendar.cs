namespace LearningPlatform.Core.Study.Sessions;

/// <summary>A day or a week of studying.</summary>
/// <param name="Start">The day, or the week's Monday, in the person's time zone.</param>
/// <param name="Minutes">Of activity, in whole minutes.</param>
/// <param name="Sessions">How many sessions had activity in it.</param>
/// <param name="Pomodoros">Of the sessions that began in it.</param>
/// <param name="Xp">Of the sessions that began in it.</param>
public sealed record StudyPeriod(DateOnly Start, int Minutes, int Sessions, int Pomodoros, int Xp);

/// <summary>A session as the calendar needs it.</summary>
public sealed record StudyEntry(StudyActivity Activity, int Pomodoros, int Xp);

/// <summary>
/// Studying by day and week as a person's own calendar has them: activity over midnight belongs to both days, and a day on which the clocks
/// change has 23 or 25 hours.
/// </summary>
public static class StudyCalendar
{
    /// <summary>Every day that has anything, in order.</summary>
    public static IReadOnlyList<StudyPeriod> Days(IEnumerable<StudyEntry> entries, TimeZoneInfo zone) =>
        Group(entries, zone, DateOnly.MinValue, day => day);

    /// <summary>Every week (Monday to Sunday) that has anything, in order, of the days from <paramref name="from"/> on.</summary>
    public static IReadOnlyList<StudyPeriod> Weeks(IEnumerable<StudyEntry> entries, TimeZoneInfo zone, DateOnly from) =>
        Group(entries, zone, from, MondayOf);

    /// <summary>
    /// Days in a row with at least a minute, and the most there ever were. The current run ends today, or yesterday as long as today is not
    /// over.
    /// </summary>
    public static (int Current, int Longest) Streaks(IEnumerable<StudyPeriod> days, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(days);
        var (run, longest, last) = (0, 0, DateOnly.MinValue);
        foreach (var day in days.Where(day => day.Minutes > 0).Select(day => day.Start).Order())
        {
            run = run > 0 && day == last.AddDays(1) ? run + 1 : 1;
            longest = int.Max(longest, run);
            last = day;
        }

        return (run > 0 && last >= today.AddDays(-1) ? run : 0, longest);
    }

    public static DateOnly DayOf(DateTimeOffset moment, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    public static DateOnly MondayOf(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));

    /// <summary>The moment at which <paramref name="day"/> begins; where the clocks skip midnight, the first moment after.</summary>
    public static DateTimeOffset StartOf(DateOnly day, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        // Midnight comes twice where the clocks go back over it: the day begins with the first, whose offset is the greater.
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static List<StudyPeriod> Group(
        IEnumerable<StudyEntry> entries, TimeZoneInfo zone, DateOnly from, Func<DateOnly, DateOnly> periodOf)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var periods = new SortedDictionary<DateOnly, Sum>();
        foreach (var entry in entries)
        {
            foreach (var part in entry.Activity.Stretches().SelectMany(stretch => ByDay(stretch.From, stretch.Until, zone))
                .Where(part => part.Day >= from)
                .GroupBy(part => periodOf(part.Day)))
            {
                var sum = SumOf(part.Key);
                sum.Active += new TimeSpan(part.Sum(one => one.Length.Ticks));
                sum.Sessions++;
            }

            if (DayOf(entry.Activity.Start, zone) is var day && day >= from)
            {
                var began = SumOf(periodOf(day));
                began.Pomodoros += entry.Pomodoros;
                began.Xp += entry.Xp;
            }
        }

        return [.. periods.Select(pair => new StudyPeriod(
            pair.Key, (int)pair.Value.Active.TotalMinutes, pair.Value.Sessions, pair.Value.Pomodoros, pair.Value.Xp))];

        Sum SumOf(DateOnly key) => periods.TryGetValue(key, out var sum) ? sum : periods[key] = new();
    }

    private static IEnumerable<(DateOnly Day, TimeSpan Length)> ByDay(DateTimeOffset from, DateTimeOffset until, TimeZoneInfo zone)
    {
        while (from < until)
        {
            var day = DayOf(from, zone);
            var next = StartOf(day.AddDays(1), zone);
            // Where the clocks go back over midnight, a day can seem to end before this moment: the rest belongs to it.
            var end = next <= from || next > until ? until : next;
            yield return (day, end - from);
            from = end;
        }
    }

    private sealed class Sum
    {
        public TimeSpan Active { get; set; }
        public int Sessions { get; set; }
        public int Pomodoros { get; set; }
        public int Xp { get; set; }
    }
}
