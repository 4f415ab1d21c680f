using LearningPlatform.Core.Events;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Learning;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Notifications;
using LearningPlatform.Workers.Study;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>Every handler that is shipped, given an event of every kind.</summary>
[Collection(StoresCollection.Name)]
public sealed class ShippedHandlersTests(StoresFixture stores)
{
    private static readonly Type[] Handlers = [.. typeof(IEventHandler).Assembly.GetTypes().Where(HandlerRegistration.IsHandler)];

    [Fact]
    public async Task Every_handler_is_done_with_every_kind_of_event_at_the_first_try()
    {
        var (user, course) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var workers = await TestWorkers.StartAsync(
            await stores.CreateDatabaseAsync(),
            stores.NextRedisDatabase(),
            Handlers,
            // A failure stays countable until the test has looked.
            options => options.FirstRetry = TimeSpan.FromMinutes(1),
            services => services
                .AddLearningWork()
                .AddNotifications()
                .AddFilesCore()
                .AddObjectStorage(stores.Storage)
                .AddStudyWork());
        await workers.ExecuteAsync(
            $"""
             insert into users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at)
             values ('{user}', 'ada@example.com', 'Ada', 'L', 'Ada L', 'instructor', now(), now(), now());
             insert into courses (id, title, description, difficulty, status, skills, instructor_id, created_at, updated_at)
             values ('{course}', 'Graphs', '', 'beginner', 'published', array['graphs'], '{user}', now(), now());
             """);
        var events = EventKinds.All.Select(kind => new OutboxMessage
        {
            EventId = Guid.CreateVersion7(),
            Topic = kind.Topic,
            EventType = kind.Name,
            Version = (short)kind.Version,
            UserId = user,
            CourseId = course,
            Metadata = """{"title":"Graphs","reason":"logout_all","to":"admin","from":"student","method":"password"}""",
            OccurredAt = DateTimeOffset.UtcNow,
        }).ToList();

        events.Count.ShouldBeGreaterThan(15);
        Handlers.Length.ShouldBeGreaterThan(6);
        await workers.PublishAsync(events);
        await Eventually.BecomesAsync(
            true, async () => await workers.ScalarAsync<long>("select (select count(*) from outbox) - (select count(distinct event_id) from event_failures)") == 0);
        (await workers.ScalarAsync<string>("select coalesce(string_agg(handler || ': ' || error, '; '), '') from event_failures")).ShouldBe("");
    }
}
