using System.Net.Http.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Workers.Certificates;
using LearningPlatform.Workers.Identity;
using LearningPlatform.WorkersTests.Events;

namespace LearningPlatform.WorkersTests.Certificates;

[Collection(StoresCollection.Name)]
public sealed class IssueCertificatesTests(StoresFixture stores)
{
    [Fact]
    public async Task However_often_a_completion_is_reported_each_certificate_is_issued_once()
    {
        var (database, redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        await using var api = await ApiFactory.StartOnAsync(database, redis, stores.Storage);
        var admin = await api.AdminAsync();
        var learner = await api.SignInAsAsync(Role.Student);
        var (first, second) = (await CourseAsync(admin), await CourseAsync(admin));
        var both = await CertificationAsync(admin, first, second);
        Type[] handlers = [typeof(IssueCertificates), typeof(IssueCertifications), typeof(RecordAchievements)];
        // Two replicas, so that the database decides.
        await using var one = await TestWorkers.StartAsync(database, redis, handlers);
        await using var two = await TestWorkers.StartAsync(database, redis, handlers);

        await one.PublishAsync(Enumerable.Range(0, 20).Select(number =>
            OutboxMessage.Of(new CourseCompleted("Course"), learner.Id, number % 2 == 0 ? first : second, TimeProvider.System)));

        await Eventually.BecomesAsync(3L, () => one.ScalarAsync<long>("select count(*) from certificates where user_id = $1", learner.Id));
        // An event leaves the outbox once every handler has had it.
        await Eventually.BecomesAsync(0L, () => one.ScalarAsync<long>("select count(*) from outbox"));
        (await one.ScalarAsync<long>("select count(*) from certificates where user_id = $1", learner.Id)).ShouldBe(3);
        await Eventually.BecomesAsync(3, () => one.ScalarAsync<int>(
            "select coalesce(max(count), 0)::int from user_event_counts where user_id = $1 and event_type = 'CERTIFICATE_ISSUED'", learner.Id));

        // A certification that comes later counts what is held already.
        var later = await CertificationAsync(admin, first);
        await Eventually.BecomesAsync(1L, () => one.ScalarAsync<long>("select count(*) from certificates where certification_id = $1", later));
        (await one.ScalarAsync<long>("select count(*) from certificates where certification_id = $1", both)).ShouldBe(1);
    }

    private static async Task<Guid> CourseAsync(HttpClient admin) => (await (await admin.PostAsJsonAsync(
        "/api/v1/courses", new { title = "Course", description = "About it.", difficulty = "beginner" })).DataAsync()).GetProperty("id").GetGuid();

    private static async Task<Guid> CertificationAsync(HttpClient admin, params Guid[] courses) => (await (await admin.PostAsJsonAsync(
        "/api/v1/certifications", new { title = "Architect", description = "All.", course_ids = courses })).DataAsync()).GetProperty("id").GetGuid();
}
