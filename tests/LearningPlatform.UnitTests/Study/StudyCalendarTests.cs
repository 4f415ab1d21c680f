using LearningPlatform.Core.Study.Sessions;

namespace LearningPlatform.UnitTests.Study;

public sealed class StudyCalendarTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Fact]
    public void Activity_over_midnight_belongs_to_both_days()
    {
        // 23:30 to 00:45 in Berlin.
        var days = StudyCalendar.Days([Entry("2026-11-20T22:30:00Z", "2026-11-20T23:45:00Z")], Berlin);

        days.Select(day => (day.Start, day.Minutes)).ShouldBe([(new(2026, 11, 20), 30), (new(2026, 11, 21), 45)]);
    }

    [Theory]
    [InlineData("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23 * 60)]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25 * 60)]
    public void A_day_on_which_the_clocks_change_has_23_or_25_hours(string from, string until, int minutes)
    {
        var days = StudyCalendar.Days([Entry(from, until)], Berlin);

        days.Single().Minutes.ShouldBe(minutes);
    }

    [Fact]
    public void Where_midnight_is_skipped_the_day_begins_with_the_first_moment_there_is()
    {
        // Beirut's clocks go from 23:59:59 to 01:00:00.
        var beirut = TimeZoneInfo.FindSystemTimeZoneById("Asia/Beirut");

        StudyCalendar.StartOf(new(2026, 3, 29), beirut).ShouldBe(new DateTimeOffset(2026, 3, 28, 22, 0, 0, TimeSpan.Zero));
        StudyCalendar.Days([Entry("2026-03-28T21:30:00Z", "2026-03-28T22:30:00Z")], beirut)
            .Select(day => (day.Start, day.Minutes)).ShouldBe([(new(2026, 3, 28), 30), (new(2026, 3, 29), 30)]);
    }

    [Fact]
    public void Weeks_begin_on_monday()
    {
        StudyCalendar.MondayOf(new(2026, 11, 22)).ShouldBe(new DateOnly(2026, 11, 16));
        StudyCalendar.MondayOf(new(2026, 11, 23)).ShouldBe(new DateOnly(2026, 11, 23));
        var weeks = StudyCalendar.Weeks([Entry("2026-11-22T22:00:00Z", "2026-11-23T00:00:00Z")], Berlin, DateOnly.MinValue);
        weeks.Select(week => (week.Start, week.Minutes)).ShouldBe([(new(2026, 11, 16), 60), (new(2026, 11, 23), 60)]);
    }

    [Fact]
    public void A_week_that_is_shown_in_part_has_what_its_days_have()
    {
        // From Wednesday on, of a session from 23:30 on Tuesday to 00:30.
        StudyEntry[] entries = [Entry("2026-11-24T22:30:00Z", "2026-11-24T23:30:00Z") with { Pomodoros = 2, Xp = 120 }];

        StudyCalendar.Weeks(entries, Berlin, new(2026, 11, 25)).ShouldBe([new(new(2026, 11, 23), 30, 1, 0, 0)]);
        StudyCalendar.Weeks(entries, Berlin, new(2026, 11, 24)).ShouldBe([new(new(2026, 11, 23), 60, 1, 2, 120)]);
        StudyCalendar.Weeks(entries, Berlin, new(2026, 11, 26)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", 0, 0)]
    [InlineData("21", 1, 1)]
    [InlineData("20", 1, 1)]
    [InlineData("19", 0, 1)]
    [InlineData("21 20 19", 3, 3)]
    [InlineData("20 19 17 16 15 14", 2, 4)]
    [InlineData("17 16 15", 0, 3)]
    public void A_streak_goes_on_until_a_day_is_over_without_any(string days, int current, int longest)
    {
        var studied = days.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(day => new StudyPeriod(new(2026, 11, int.Parse(day, System.Globalization.CultureInfo.InvariantCulture)), 5, 1, 0, 0));

        StudyCalendar.Streaks(studied, new(2026, 11, 21)).ShouldBe((current, longest));
    }

    private static StudyEntry Entry(string from, string until) => new(
        new(DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), []), 0, 0);
}
