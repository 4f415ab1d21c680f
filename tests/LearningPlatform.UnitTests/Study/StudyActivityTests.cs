using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Study.Sessions;

namespace LearningPlatform.UnitTests.Study;

public sealed class StudyActivityTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    // What a server's clock may show from ping to ping, in seconds; one that is set goes back, too.
    private static readonly Gen<int[]> Steps = Gen.Choose(-3_000, 3_000).ArrayOf();

    [Theory]
    [InlineData(300, 0)]
    [InlineData(301, 1)]
    public void More_than_five_minutes_without_a_sign_are_inactivity(int seconds, int gaps)
    {
        var activity = StudyActivity.StartingAt(Start).Ping(Start.AddSeconds(60)).Ping(Start.AddSeconds(60 + seconds)).Ping(Start.AddSeconds(90 + seconds));

        activity.Gaps.Count.ShouldBe(gaps);
        activity.Active.ShouldBe(TimeSpan.FromSeconds(90 + (gaps == 0 ? seconds : 0)));
        activity.Duration.ShouldBe(TimeSpan.FromSeconds(90 + seconds));
    }

    [Fact]
    public void No_sequence_of_pings_is_worth_more_than_the_time_that_passed() => Prop.ForAll(Arb.From(Steps), steps =>
    {
        var (clock, latest) = (Start, Start);
        var activity = StudyActivity.StartingAt(Start);
        foreach (var step in steps)
        {
            clock = clock.AddSeconds(step);
            latest = clock > latest ? clock : latest;
            activity = activity.Ping(clock);
        }

        return activity.LastSign == latest
            && activity.Active >= TimeSpan.Zero
            && activity.Active <= latest - Start
            && activity.Gaps.All(gap => gap.Length > StudyActivity.LongestPause)
            && activity.Stretches().Sum(stretch => (stretch.Until - stretch.From).Ticks) == activity.Active.Ticks
            && SessionXp.For(SessionXp.Minutes(activity.Active, 0)) <= 2 * (latest - Start).TotalMinutes;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Days_and_weeks_share_out_what_was_active_and_nothing_more() => Prop.ForAll(
        Arb.From(Steps), Arb.From(Gen.Choose(0, 366 * 24 * 60)), (steps, offset) =>
        {
            // Any time of a year in a zone that changes its clocks.
            var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
            var clock = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(offset);
            var activity = StudyActivity.StartingAt(clock);
            foreach (var step in steps)
            {
                clock = clock.AddSeconds(step);
                activity = activity.Ping(clock);
            }

            StudyEntry[] entries = [new(activity, 1, 10)];
            var days = StudyCalendar.Days(entries, zone);
            var weeks = StudyCalendar.Weeks(entries, zone, DateOnly.MinValue);
            var total = (int)activity.Active.TotalMinutes;
            return days.Sum(day => day.Minutes) <= total && days.Sum(day => day.Minutes) >= total - days.Count
                && weeks.Sum(week => week.Minutes) <= total && weeks.Sum(week => week.Minutes) >= total - weeks.Count
                && days.Sum(day => day.Xp) == 10 && weeks.Sum(week => week.Pomodoros) == 1
                && days.All(day => day.Minutes <= 25 * 60);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(60, 0, 60)]
    [InlineData(800, 0, 720)]
    [InlineData(60, 700, 20)]
    [InlineData(60, 720, 0)]
    [InlineData(60, 800, 0)]
    public void A_day_counts_at_most_twelve_hours(int minutes, int already, int counted) =>
        SessionXp.Minutes(TimeSpan.FromMinutes(minutes), already).ShouldBe(counted);

    [Theory]
    [InlineData(29, 29, false)]
    [InlineData(31, 31, true)]
    [InlineData(16 * 60, 1, false)]
    [InlineData((16 * 60) + 1, 1, true)]
    public void A_session_is_forgotten_after_half_an_hour_without_a_sign_or_sixteen_hours(int startedAgo, int signAgo, bool forgotten)
    {
        var now = Start.AddDays(1);
        new StudyActivity(now.AddMinutes(-startedAgo), now.AddMinutes(-signAgo), []).IsForgotten(now).ShouldBe(forgotten);
    }
}
