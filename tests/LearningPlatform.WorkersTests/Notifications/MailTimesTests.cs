using LearningPlatform.Core.Notifications;

namespace LearningPlatform.WorkersTests.Notifications;

public sealed class MailTimesTests
{
    private static readonly MailTimes Berlin = new("Europe/Berlin", new(22, 0), new(7, 0), new(8, 0));

    [Theory]
    [InlineData("2026-01-15T12:00:00Z", "2026-01-15T12:00:00Z")] // 13:00: at once
    [InlineData("2026-01-15T22:30:00Z", "2026-01-16T06:00:00Z")] // 23:30: at seven in the morning
    [InlineData("2026-01-15T03:00:00Z", "2026-01-15T06:00:00Z")] // 04:00: the same
    [InlineData("2026-01-15T06:00:00Z", "2026-01-15T06:00:00Z")] // 07:00: over
    [InlineData("2026-07-15T22:30:00Z", "2026-07-16T05:00:00Z")] // summer time
    public void Quiet_hours_hold_mail_back_until_they_end(string now, string due) =>
        Berlin.DueAt(At(now), digest: false).ShouldBe(At(due));

    [Theory]
    [InlineData("2026-01-15T06:59:00Z", "2026-01-15T07:00:00Z")]
    [InlineData("2026-01-15T07:00:00Z", "2026-01-16T07:00:00Z")]
    [InlineData("2026-03-28T12:00:00Z", "2026-03-29T06:00:00Z")] // the clocks go forward in between
    public void The_digest_comes_once_a_day_at_its_local_time(string now, string due) =>
        Berlin.DueAt(At(now), digest: true).ShouldBe(At(due));

    [Fact]
    public void A_time_that_the_clocks_skip_is_made_up_for_right_after() =>
        (Berlin with { DigestAt = new(2, 30), QuietFrom = null, QuietUntil = null })
            .DueAt(At("2026-03-28T23:00:00Z"), digest: true).ShouldBe(At("2026-03-29T01:00:00Z"));

    [Fact]
    public void A_digest_within_quiet_hours_waits_for_their_end() =>
        (Berlin with { DigestAt = new(6, 0) }).DueAt(At("2026-01-15T12:00:00Z"), digest: true).ShouldBe(At("2026-01-16T06:00:00Z"));

    [Fact]
    public void An_unknown_time_zone_counts_as_UTC() =>
        (Berlin with { TimeZone = "Mars/Olympus" }).DueAt(At("2026-01-15T23:00:00Z"), digest: false).ShouldBe(At("2026-01-16T07:00:00Z"));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, null);
}
