using System.Net;
using System.Net.Http.Json;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.Workers.Identity;
using LearningPlatform.Workers.Learning;
using LearningPlatform.WorkersTests.Events;
using Npgsql;

namespace LearningPlatform.WorkersTests.Learning;

/// <summary>What events do to progress and seats: the Api's routes on one side, Workers on the other, one database.</summary>
[Collection(StoresCollection.Name)]
public sealed class LearningHandlerTests(StoresFixture stores) : IAsyncLifetime
{
    private readonly Guid _module = Guid.CreateVersion7();
    private readonly Guid _text = Guid.CreateVersion7();
    private readonly Guid _assessment = Guid.CreateVersion7();
    private ApiFactory _api = null!;
    private TestWorkers _workers = null!;
    private HttpClient _admin = null!;

    public async Task InitializeAsync()
    {
        var (database, redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        _api = await ApiFactory.StartOnAsync(database, redis, stores.Storage);
        _admin = await _api.AdminAsync();
        _workers = await TestWorkers.StartAsync(
            database,
            redis,
            [typeof(CompleteLessonsOfActivities), typeof(MeasureChangedCourses), typeof(CatchUpWhoComesBack), typeof(FillFreedSeats), typeof(AwardXp)],
            services: services => services.AddLearningWork());
    }

    public async Task DisposeAsync()
    {
        await _workers.DisposeAsync();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_passed_assessment_completes_its_lesson_and_what_hangs_on_it_with_xp_for_each_once()
    {
        var course = await CourseAsync();
        var student = await EnrolledAsync(course);
        await student.Client.PostAsync(Path(course, $"lessons/{_text}/complete"), null);

        await _workers.PublishAsync(OutboxMessage.Of(new AssessmentScored(_assessment, Guid.NewGuid(), 40, false), student.Id, course, TimeProvider.System));
        await Eventually.BecomesAsync(40m, () => _workers.ScalarAsync<decimal>("select coalesce(max(score), 0) from lesson_progress where user_id = $1", student.Id));
        (await CountAsync("select count(*) from outbox where event_type = 'COURSE_COMPLETED'")).ShouldBe(0);
        await _workers.PublishAsync(Enumerable.Range(0, 10).Select(_ =>
            OutboxMessage.Of(new AssessmentScored(_assessment, Guid.NewGuid(), 90, true), student.Id, course, TimeProvider.System)));

        // A lesson each, the module, the assessment and the course.
        await Eventually.BecomesAsync(
            (2 * 10L) + 50 + 100 + 250, () => CountAsync("select coalesce(max(total), 0) from user_xp where user_id = $1", student.Id));
        (await CountAsync("select count(*) from xp_ledger where user_id = $1", student.Id)).ShouldBe(5);
        var progress = await (await student.Client.GetAsync(Path(course, "progress"))).DataAsync();
        progress.GetProperty("score").GetDecimal().ShouldBe(90);
        progress.GetProperty("completed_at").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lesson_that_is_removed_completes_those_who_lacked_only_it_and_one_that_is_added_takes_nothing_away()
    {
        var course = await CourseAsync();
        var (done, gone) = (await EnrolledAsync(course), await EnrolledAsync(course));
        foreach (var student in (Person[])[done, gone])
        {
            await student.Client.PostAsync(Path(course, $"lessons/{_text}/complete"), null);
        }

        await gone.Client.DeleteAsync(Path(course, "enroll"));
        await _workers.ExecuteAsync($"update lessons set removed_at = now() where activity_id = '{_assessment}'");
        await UpdateAsync(course);
        await Eventually.BecomesAsync(1L, () => CountAsync("select count(*) from course_progress where completed_at is not null"));

        // Who was away meanwhile is measured on coming back.
        await gone.Client.PostAsync(Path(course, "enroll"), null);
        await Eventually.BecomesAsync(2L, () => CountAsync("select count(*) from course_progress where completed_at is not null"));

        await _workers.ExecuteAsync("update lessons set removed_at = null");
        await UpdateAsync(course);
        await Eventually.BecomesAsync(2L, () => CountAsync("select count(*) from course_progress where percentage = 50"));
        (await CountAsync("select count(*) from course_progress where completed_at is not null")).ShouldBe(2);
    }

    [Fact]
    public async Task A_seat_that_is_left_goes_to_the_first_who_waits()
    {
        var course = await CourseAsync(capacity: 1);
        var (seated, first, second) = (await EnrolledAsync(course), await _api.SignInAsAsync(Role.Student), await _api.SignInAsAsync(Role.Student));
        (await first.Client.PostAsync(Path(course, "waiting-list"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        (await second.Client.PostAsync(Path(course, "waiting-list"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);

        await seated.Client.DeleteAsync(Path(course, "enroll"));

        await Eventually.BecomesAsync("enrolled", () => StatusAsync(first.Client, course));
        (await StatusAsync(second.Client, course)).ShouldBe("waiting");
        await _admin.PutAsJsonAsync($"/api/v1/courses/{course}", Course(2));
        await Eventually.BecomesAsync("enrolled", () => StatusAsync(second.Client, course));
        (await CountAsync("select seats_taken from courses where id = $1", course)).ShouldBe(2);
    }

    private async Task<Guid> CourseAsync(int? capacity = null)
    {
        var course = (await (await _admin.PostAsJsonAsync("/api/v1/courses", Course(capacity))).DataAsync()).Id();
        await _workers.ExecuteAsync(
            $"""
             insert into course_modules (id, course_id, title, position) values ('{_module}', '{course}', 'One', 0);
             insert into lessons (id, module_id, title, position, kind, activity_id) values
                 ('{_text}', '{_module}', 'Read', 0, 'text', null), (gen_random_uuid(), '{_module}', 'Show', 1, 'assessment', '{_assessment}');
             """);
        return course;
    }

    private async Task<Person> EnrolledAsync(Guid course)
    {
        var student = await _api.SignInAsAsync(Role.Student);
        (await student.Client.PostAsync(Path(course, "enroll"), null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return student;
    }

    private static object Course(int? capacity) => new { title = "Graphs", description = "Nodes and edges.", difficulty = "beginner", capacity };

    /// <summary>As authors do by publishing a changed outline.</summary>
    private Task UpdateAsync(Guid course) =>
        _workers.PublishAsync(OutboxMessage.Of(new CourseVersionPublished("Graphs", 2), null, course, TimeProvider.System));

    private static async Task<string> StatusAsync(HttpClient client, Guid course) =>
        (await (await client.GetAsync(Path(course, "enroll"))).DataAsync()).GetProperty("status").GetString()!;

    private async Task<long> CountAsync(string sql, params object[] values)
    {
        await using var command = _workers.Database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static Uri Path(Guid course, string path) => new($"/api/v1/courses/{course}/{path}", UriKind.Relative);
}
