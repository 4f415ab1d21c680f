using System.Net;
using LearningPlatform.ServiceDefaults;
using LearningPlatform.ServiceDefaults.RateLimiting;

namespace LearningPlatform.ServiceDefaultsTests.RateLimiting;

public sealed class CountingTests
{
    private const int Minute = SlidingWindow.Milliseconds;
    private const long Start = 1_000 * (long)Minute;

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("10.0.0.1", "::ffff:10.0.0.1", true)]
    public void A_household_is_one_client(string one, string other, bool same) =>
        (LimitKey.Of(RateLimits.Default, IPAddress.Parse(one)) == LimitKey.Of(RateLimits.Default, IPAddress.Parse(other))).ShouldBe(same);

    [Fact]
    public void A_user_and_an_address_are_never_the_same_key()
    {
        var address = LimitKey.Of(RateLimits.Default, IPAddress.Parse("0.0.0.1"));
        var user = LimitKey.Of(RateLimits.Default, new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
        user.Value.ShouldBe(address.Value);
        user.ShouldNotBe(address);
        user.ToString().ShouldNotBe(address.ToString());
    }

    [Theory]
    [InlineData(0, 100, 0, 100)]
    [InlineData(Minute / 2, 100, 0, 50)]
    [InlineData(Minute / 2, 100, 20, 70)]
    [InlineData(Minute - 1, 100, 20, 20)]
    public void The_window_slides(int elapsed, int previous, int current, int used) =>
        SlidingWindow.Used(Start + elapsed, previous, current).ShouldBe(used);

    [Theory]
    [InlineData(0, 0, 10, 10)]
    [InlineData(Minute / 4, 3, 10, 10)]
    [InlineData(Minute / 2, 20, 4, 10)]
    [InlineData(Minute - 1, 0, 25, 10)]
    public void After_the_wait_one_more_fits(int elapsed, int previous, int current, int limit)
    {
        var now = Start + elapsed;
        var later = now + (SlidingWindow.RetryAfterSeconds(now, previous, current, limit) * 1000L);
        var used = SlidingWindow.Number(later) == SlidingWindow.Number(now)
            ? SlidingWindow.Used(later, previous, current)
            : SlidingWindow.Used(later, current, 0);
        used.ShouldBeLessThanOrEqualTo(limit);
    }

    [Fact]
    public void A_counter_lets_its_limit_pass_and_refusals_do_not_count()
    {
        var counter = NewCounter(limit: 3);
        Enumerable.Range(0, 10).Count(_ => counter.Take(Start).IsAllowed).ShouldBe(3);
        counter.Unshared().Pending.ShouldBe(3);
        counter.Take(Start + Minute).IsAllowed.ShouldBeFalse();
        counter.Take(Start + Minute + (Minute / 2)).IsAllowed.ShouldBeTrue();
        counter.Take(Start + (3 * Minute)).Remaining.ShouldBe(2);
    }

    [Fact]
    public void A_counter_takes_over_what_others_counted_and_keeps_what_came_meanwhile()
    {
        var counter = NewCounter(limit: 100);
        counter.Take(Start);
        var (window, sent) = counter.Unshared();
        counter.Take(Start);
        counter.Share(Start, window, sent, total: 50, previous: 0);
        counter.Take(Start).Remaining.ShouldBe(100 - 50 - 1 - 1);
        counter.Unshared().Pending.ShouldBe(2);
    }

    [Fact]
    public void A_light_user_is_shared_once_in_a_while_and_a_heavy_one_at_once()
    {
        var counter = NewCounter(limit: 1000);
        counter.Take(Start);
        counter.IsDue(Start).ShouldBeTrue();
        counter.IsDue(Start).ShouldBeFalse();
        counter.Share(Start, counter.Unshared().Window, 1, 1, 0);
        counter.Take(Start + 100);
        counter.IsDue(Start + 100).ShouldBeFalse();
        counter.IsDue(Start + 5_000).ShouldBeTrue();
        counter.Unqueue();
        Enumerable.Range(0, 10).ToList().ForEach(_ => counter.Take(Start + 200));
        counter.IsDue(Start + 200).ShouldBeTrue();
    }

    [Fact]
    public void Concurrent_requests_never_exceed_the_limit()
    {
        var counter = NewCounter(limit: 500);
        var allowed = 0;
        Parallel.For(0, 5_000, _ =>
        {
            if (counter.Take(Start).IsAllowed)
            {
                Interlocked.Increment(ref allowed);
            }
        });
        allowed.ShouldBeInRange(480, 500);
    }

    [Fact]
    public void A_flood_of_keys_is_bounded_and_used_ones_stay()
    {
        var map = new Generations<int, string>(1_000);
        map.GetOrAdd(-1, "kept");
        for (var key = 0; key < 10_000; key++)
        {
            map.GetOrAdd(key, "flood");
            map.Find(-1).ShouldBe("kept");
        }

        Enumerable.Range(0, 10_000).Count(key => map.Find(key) is not null).ShouldBeLessThanOrEqualTo(1_000);
    }

    private static Counter NewCounter(int limit) => new(LimitKey.Of(RateLimits.Default, IPAddress.Loopback), limit);
}
