using LearningPlatform.Core.Events;
using LearningPlatform.Workers.Notifications;

namespace LearningPlatform.WorkersTests.Notifications;

[Collection(StoresCollection.Name)]
public sealed class CourseAnnouncementTests(StoresFixture stores)
{
    [Fact]
    public async Task Everybody_enrolled_is_told_once_and_nobody_else()
    {
        var (author, course, announcement) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var workers = await NotifyingWorkers.StartAsync(stores, typeof(NotifyAnnounced), typeof(SendNotificationMails));
        await workers.ExecuteAsync(
            $"""
             insert into users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at)
             select gen_random_uuid(), n || '@example.com', 'A', 'B', 'A B', 'student', now(), now(), now() from generate_series(1, 30) n;
             insert into users (id, email, first_name, last_name, display_name, role, email_verified_at, created_at, updated_at)
             values ('{author}', 'ada@example.com', 'Ada', 'L', 'Ada L', 'instructor', now(), now(), now());
             insert into courses (id, title, description, difficulty, status, instructor_id, created_at, updated_at)
             values ('{course}', 'Graphs', '', 'beginner', 'published', '{author}', now(), now());
             insert into enrollments (id, course_id, user_id, enrolled_at, created_at, updated_at)
             select gen_random_uuid(), '{course}', id, now(), now(), now() from users where role = 'student' limit 20;
             """);
        var message = OutboxMessage.Of(new CourseAnnounced(announcement, "On Friday"), author, course, TimeProvider.System);

        await workers.PublishAsync(message);

        await Eventually.BecomesAsync(20L, () => workers.ScalarAsync<long>("select count(distinct user_id) from notifications"));
        (await workers.ScalarAsync<long>("select count(*) from notifications where kind = 'course_announced'")).ShouldBe(20);
        await Eventually.BecomesAsync(20L, () => workers.ScalarAsync<long>("select count(*) from outgoing_mails"));
        (await workers.ScalarAsync<string>("select distinct subject from outgoing_mails")).ShouldBe("News in “Graphs”: On Friday");
    }
}
