using LearningPlatform.Core.Events;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Events;

[Collection(StoresCollection.Name)]
public sealed class DeliveryTests(StoresFixture stores) : IAsyncLifetime
{
    private static readonly Type[] Handlers = [typeof(FirstCounter), typeof(SecondCounter), typeof(FragileCounter)];

    private readonly Faults _faults = new();
    private string _database = "";
    private string _redis = "";
    private TestWorkers _workers = null!;

    public async Task InitializeAsync()
    {
        _database = await stores.CreateDatabaseAsync();
        _redis = stores.NextRedisDatabase();
        _workers = await StartAsync();
        await _workers.Redis.ExecuteAsync("FLUSHDB");
    }

    public async Task DisposeAsync() => await _workers.DisposeAsync();

    [Fact]
    public async Task Every_handler_gets_every_event_of_its_kinds_once()
    {
        var events = Enrolments(200, Guid.NewGuid());
        await _workers.PublishAsync(events);
        await _workers.PublishAsync(OutboxMessage.Of(new CourseArchived("Networks", Guid.NewGuid()), Guid.NewGuid(), Guid.NewGuid(), TimeProvider.System));
        await _workers.PublishAsync(OutboxMessage.Of(new UserEmailVerified(), Guid.NewGuid(), null, TimeProvider.System));

        await Eventually.BecomesAsync(200L, () => _workers.EffectsAsync("first"));
        await Eventually.BecomesAsync(202L, () => _workers.EffectsAsync("second"));
        await Eventually.BecomesAsync(0L, () => _workers.ScalarAsync<long>("select count(*) from outbox"));
        (await _workers.ScalarAsync<long>("select count(distinct (handler, event_id)) from effects where handler <> 'fragile'")).ShouldBe(402);
    }

    [Fact]
    public async Task What_is_published_again_has_no_second_effect()
    {
        var events = Enrolments(50, Guid.NewGuid());
        await _workers.PublishAsync(events);
        await Eventually.BecomesAsync(50L, () => _workers.EffectsAsync("first"));
        await _workers.PublishAsync(events);
        var last = OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), Guid.NewGuid(), null, TimeProvider.System);
        await _workers.PublishAsync(last);

        await Eventually.BecomesAsync(51L, () => _workers.EffectsAsync("first"));
        await Eventually.BecomesAsync(0L, () => _workers.ScalarAsync<long>("select count(*) from outbox"));
        (await _workers.EffectsAsync("first")).ShouldBe(51);
    }

    [Fact]
    public async Task One_users_events_are_handled_in_order_by_two_replicas_even_when_one_fails_for_a_while()
    {
        await using var second = await StartAsync();
        var users = Enumerable.Range(0, 5).Select(_ => Guid.NewGuid()).ToList();
        _faults.FailOn(users[0], times: 5);
        var published = new List<OutboxMessage>();
        for (var round = 0; round < 20; round++)
        {
            var events = users.SelectMany(user => Enrolments(4, user)).ToList();
            await _workers.PublishAsync(events);
            published.AddRange(events);
        }

        await Eventually.BecomesAsync(400L, () => _workers.EffectsAsync("fragile"));
        foreach (var user in users)
        {
            var handled = await _workers.ScalarAsync<Guid[]>(
                "select array_agg(event_id order by number) from effects where handler = 'fragile' and user_id = $1", user);
            handled.ShouldBe(published.Where(message => message.UserId == user).Select(message => message.EventId));
        }
    }

    [Fact]
    public async Task A_poison_event_is_buried_after_eight_tries_while_the_others_go_on_and_replays_after_a_fix()
    {
        var poisoned = Guid.NewGuid();
        _faults.FailOn(poisoned);
        await _workers.PublishAsync(Enrolments(1, poisoned));
        await _workers.PublishAsync(Enrolments(100, Guid.NewGuid()));

        await Eventually.BecomesAsync(100L, () => _workers.EffectsAsync("fragile"));
        await Eventually.BecomesAsync(1L, () => _workers.ScalarAsync<long>("select count(*) from dead_letters"));
        (await _workers.ScalarAsync<int>("select tries from dead_letters")).ShouldBe(8);
        (await _workers.ScalarAsync<string>("select error from dead_letters")).ShouldBe("InvalidOperationException: cannot be digested");
        await Eventually.BecomesAsync(1L, async () => (long)await _workers.Redis.ExecuteAsync("XLEN", "course.events.dead"));

        _faults.Repair();
        (await _workers.Services.GetRequiredService<DeadLetters>().ReplayAllAsync(null, CancellationToken.None)).ShouldBe(1);
        await Eventually.BecomesAsync(101L, () => _workers.EffectsAsync("fragile"));
        await Eventually.BecomesAsync(0L, () => _workers.ScalarAsync<long>("select count(*) from outbox"));
        (await _workers.EffectsAsync("first")).ShouldBe(101, "a replay is for the handler that failed");
        (await _workers.ScalarAsync<long>("select count(*) from dead_letters")).ShouldBe(0);
    }

    [Fact]
    public async Task A_Redis_that_loses_everything_loses_nothing()
    {
        for (var round = 0; round < 5; round++)
        {
            await _workers.PublishAsync(Enrolments(100, Guid.NewGuid()));
            await _workers.Redis.ExecuteAsync("FLUSHALL");
        }

        await Eventually.BecomesAsync(500L, () => _workers.EffectsAsync("first"));
        await Eventually.BecomesAsync(500L, () => _workers.EffectsAsync("second"));
        await Eventually.BecomesAsync(0L, () => _workers.ScalarAsync<long>("select count(*) from outbox"));
        (await _workers.EffectsAsync("first")).ShouldBe(500);
    }

    private Task<TestWorkers> StartAsync() =>
        TestWorkers.StartAsync(_database, _redis, Handlers, services: services => services.AddSingleton(_faults));

    private static List<OutboxMessage> Enrolments(int count, Guid user) =>
        [.. Enumerable.Range(0, count).Select(_ =>
            OutboxMessage.Of(new CourseEnrolled(Guid.NewGuid(), null), user, Guid.NewGuid(), TimeProvider.System))];
}
