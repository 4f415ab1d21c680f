using System.Collections.Concurrent;

namespace LearningPlatform.UnitTests;

public sealed class GatheringTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(1);

    [Fact]
    public async Task Those_who_come_meanwhile_are_served_together_and_each_gets_its_own()
    {
        var batches = new ConcurrentQueue<int>();
        var first = new TaskCompletionSource();
        var gathering = new Gathering<int, int>(
            async items =>
            {
                batches.Enqueue(items.Count);
                await first.Task;
                return [.. items.Select(item => item * 2)];
            },
            Interval,
            most: 40,
            TimeProvider.System);

        var alone = gathering.AddAsync(0);
        while (batches.IsEmpty)
        {
            await Task.Yield();
        }

        var together = Enumerable.Range(1, 100).Select(gathering.AddAsync).ToList();
        first.SetResult();

        (await alone).ShouldBe(0);
        (await Task.WhenAll(together)).ShouldBe(Enumerable.Range(1, 100).Select(item => item * 2));
        batches.ShouldBe([1, 40, 40, 20]);
    }

    [Fact]
    public async Task What_goes_wrong_goes_to_those_it_was_done_for()
    {
        var gathering = new Gathering<int, int>(
            items => items.Contains(1) ? throw new TimeoutException() : Task.FromResult<IReadOnlyList<int>>([.. items]),
            Interval,
            most: 1,
            TimeProvider.System);

        var (bad, good) = (gathering.AddAsync(1), gathering.AddAsync(2));

        await Should.ThrowAsync<TimeoutException>(() => bad);
        (await good).ShouldBe(2);
        (await gathering.AddAsync(3)).ShouldBe(3);
    }

    [Fact]
    public async Task Nothing_is_lost_when_many_ask_all_the_time()
    {
        var (atOnce, most) = (0, 0);
        var gathering = new Gathering<int, int>(
            async items =>
            {
                most = int.Max(most, Interlocked.Increment(ref atOnce));
                await Task.Yield();
                Interlocked.Decrement(ref atOnce);
                return [.. items];
            },
            TimeSpan.Zero,
            most: 7,
            TimeProvider.System);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(one => Task.Run(async () =>
        {
            var sum = 0;
            for (var item = 0; item < 500; item++)
            {
                sum += await gathering.AddAsync(item);
            }

            return sum;
        })));

        results.ShouldAllBe(sum => sum == 500 * 499 / 2);
        most.ShouldBe(1);
    }
}
