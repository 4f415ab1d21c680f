using System.Globalization;
using LearningPlatform.Core.Identity.Leaderboards;

namespace LearningPlatform.UnitTests.Identity;

public sealed class LeaderboardRuleTests
{
    [Theory]
    [InlineData(new long[] { 9, 7, 7, 5 }, new long[] { 1, 2, 2, 4 })]
    [InlineData(new long[] { 3, 3, 3 }, new long[] { 1, 1, 1 })]
    [InlineData(new long[] { 1 }, new long[] { 1 })]
    public void Equal_scores_share_a_rank(long[] scores, long[] ranks)
    {
        var ranking = Ranking.Start;
        scores.Select(score => (ranking = ranking.Next(score)).Rank).ShouldBe(ranks);
        Ranking.TryParse(ranking.ToString(), out var read).ShouldBeTrue();
        read.ShouldBe(ranking);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1:1")]
    [InlineData("1:2:3")]
    [InlineData("1:0:3")]
    [InlineData("-1:1:3")]
    [InlineData("1:1:99999999999999999999")]
    public void What_no_page_has_written_is_no_ranking(string text) => Ranking.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(10, 0)]
    [InlineData(9, 1)]
    [InlineData(7, 1)]
    [InlineData(6, 3)]
    [InlineData(0, 6)]
    public void People_above_a_score_are_counted(long score, long above) =>
        new ScoreCounts([(10, 1), (7, 2), (5, 3)]).Above(score).ShouldBe(above);

    [Theory]
    [InlineData("2026-11-25T23:59:59Z", "2026-11-25", "2026-11-23", "2026-11-01")]
    [InlineData("2026-11-29T12:00:00Z", "2026-11-29", "2026-11-23", "2026-11-01")]
    [InlineData("2026-11-30T00:00:00Z", "2026-11-30", "2026-11-30", "2026-11-01")]
    [InlineData("2027-01-01T00:30:00+01:00", "2026-12-31", "2026-12-28", "2026-12-01")]
    public void Periods_start_at_midnight_of_utc_and_weeks_on_mondays(string at, string day, string week, string month)
    {
        var moment = DateTimeOffset.Parse(at, CultureInfo.InvariantCulture);
        LeaderboardPeriod.Day.StartOf(moment).ShouldBe(DateOnly.Parse(day, CultureInfo.InvariantCulture));
        LeaderboardPeriod.Week.StartOf(moment).ShouldBe(DateOnly.Parse(week, CultureInfo.InvariantCulture));
        LeaderboardPeriod.Month.StartOf(moment).ShouldBe(DateOnly.Parse(month, CultureInfo.InvariantCulture));
    }
}
