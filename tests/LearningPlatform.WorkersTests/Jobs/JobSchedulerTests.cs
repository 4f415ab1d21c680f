using LearningPlatform.Core.Data;
using LearningPlatform.Workers.Jobs;
using LearningPlatform.WorkersTests.Events;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Jobs;

[Collection(StoresCollection.Name)]
public sealed class JobSchedulerTests(StoresFixture stores)
{
    private static readonly JobRegistration Job = JobCatalog.Of(typeof(MarkSlot)).Jobs.Single();

    [Fact]
    public async Task Two_replicas_run_a_job_once_for_each_slot()
    {
        var (database, redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        await using var first = await TestWorkers.StartAsync(database, redis, [typeof(MarkSlot)]);
        await using var second = await TestWorkers.StartAsync(database, redis, [typeof(MarkSlot)]);

        await Eventually.BecomesAsync(true, async () => await first.EffectsAsync("slot") >= 4);
        (await first.ScalarAsync<long>("select count(*) - count(distinct user_id) from effects where handler = 'slot'")).ShouldBe(0);
    }

    [Fact]
    public async Task Missed_slots_are_caught_up_once()
    {
        await using var workers = await TestWorkers.StartAsync(await stores.CreateDatabaseAsync(), stores.NextRedisDatabase(), []);
        await workers.ExecuteAsync(
            "insert into scheduled_jobs (name, slot, finished_at, milliseconds) values ('mark-day', now() - interval '9 days', now() - interval '9 days', 1)");
        var daily = new JobRegistration("mark-day", typeof(MarkSlot), new DailyAttribute(0));
        var scheduler = ActivatorUtilities.CreateInstance<JobScheduler>(workers.Services);

        (await scheduler.RunIfDueAsync(daily, default)).ShouldBeTrue();
        (await scheduler.RunIfDueAsync(daily, default)).ShouldBeFalse();
        (await workers.EffectsAsync("slot")).ShouldBe(1);
    }

    [Fact]
    public async Task A_job_that_fails_is_due_again()
    {
        await using var workers = await TestWorkers.StartAsync(await stores.CreateDatabaseAsync(), stores.NextRedisDatabase(), []);
        var scheduler = ActivatorUtilities.CreateInstance<JobScheduler>(workers.Services);
        var failing = new JobRegistration("fails", typeof(AlwaysFails), new DailyAttribute(0));

        await Should.ThrowAsync<InvalidOperationException>(() => scheduler.RunIfDueAsync(failing, default));
        await Should.ThrowAsync<InvalidOperationException>(() => scheduler.RunIfDueAsync(failing, default));
    }

    [Theory]
    [InlineData("2026-03-01T10:59:59Z", "2026-03-01T10:45:00Z")]
    [InlineData("2026-03-01T11:00:00Z", "2026-03-01T11:00:00Z")]
    public void A_quarter_of_an_hour_starts_at_the_quarter(string now, string slot) =>
        new EveryAttribute { Minutes = 15 }.LatestSlot(DateTimeOffset.Parse(now, null)).ShouldBe(DateTimeOffset.Parse(slot, null));

    [Theory]
    [InlineData("2026-03-01T03:29:59Z", "2026-02-28T03:30:00Z")]
    [InlineData("2026-03-01T03:30:00Z", "2026-03-01T03:30:00Z")]
    public void A_daily_job_is_due_at_its_time(string now, string slot) =>
        new DailyAttribute(3, 30).LatestSlot(DateTimeOffset.Parse(now, null)).ShouldBe(DateTimeOffset.Parse(slot, null));

    [Fact]
    public void A_job_has_its_class_name_in_kebab_case() => Job.Name.ShouldBe("mark-slot");
}

/// <summary>Marks the second in which it ran, in the column for ids.</summary>
[Every(Seconds = 1)]
internal sealed class MarkSlot(LearningDbContext db, TimeProvider time) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken)
    {
        var slot = new EveryAttribute { Seconds = 1 }.LatestSlot(time.GetUtcNow());
        var id = new Guid(0, 0, 0, BitConverter.GetBytes(slot.UtcTicks));
        return db.Database.ExecuteSqlAsync($"insert into effects (handler, user_id) values ('slot', {id})", cancellationToken);
    }
}

internal sealed class AlwaysFails : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("no luck");
}
