using System.Net;
using System.Net.Http.Json;
using LearningPlatform.Core.Assessments.Attempts;
using LearningPlatform.Core.Identity;
using LearningPlatform.Workers.Assessments;
using LearningPlatform.Workers.Identity;
using LearningPlatform.WorkersTests.Events;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.WorkersTests.Assessments;

/// <summary>Timed attempts with the Api and Workers side by side.</summary>
[Collection(StoresCollection.Name)]
public sealed class AttemptClockTests(StoresFixture stores) : IAsyncLifetime
{
    private const int Learners = 10;

    private ApiFactory _api = null!;
    private HttpClient _teacher = null!;
    private string _database = "";
    private string _redis = "";
    private Guid _course;
    private Guid _question;

    public async Task InitializeAsync()
    {
        (_database, _redis) = (await stores.CreateDatabaseAsync(), stores.NextRedisDatabase());
        _api = await ApiFactory.StartOnAsync(_database, _redis, stores.Storage);
        _teacher = (await _api.SignInAsAsync(Role.Instructor)).Client;
        _course = await CreateAsync("courses", new { title = "Clocks", description = "About time.", difficulty = "beginner" });
        var bank = await CreateAsync("question-banks", new { title = "Bank", course_id = _course });
        _question = await CreateAsync($"question-banks/{bank}/questions", new
        {
            name = "Holds",
            stem = new { text = "It holds." },
            body = new { kind = "true_false", answer = true },
        });
    }

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Ten_learners_who_submit_twice_at_the_same_moment_have_one_result_and_the_xp_once_each()
    {
        var assessment = await AssessmentAsync(timeLimitSeconds: 600);
        var learners = await Task.WhenAll(Enumerable.Range(0, Learners).Select(_ => LearnerAsync()));
        await Task.WhenAll(learners.Select(learner => StartAsync(learner, assessment)));
        await using var workers = await StartWorkersAsync();

        var answers = await Task.WhenAll(learners.SelectMany(learner => Enumerable.Range(0, 2).Select(_ => learner.Client.PostAsJsonAsync(
            $"/api/v1/assessments/{assessment}/submit",
            new { answers = new Dictionary<Guid, object> { [_question] = new { value = true } } }))));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(Learners);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(Learners);
        (await ScalarAsync("select count(*) from attempts where score = 100")).ShouldBe(Learners);
        (await ScalarAsync("select count(*) from outbox where event_type = 'ASSESSMENT_SCORED'")).ShouldBeLessThanOrEqualTo(Learners);
        await Eventually.BecomesAsync((long)Learners, () => ScalarAsync("select count(*) from user_xp where total = 100"));
        // Everything that was told has been heard: nothing comes on top.
        await Eventually.BecomesAsync(0L, () => ScalarAsync("select count(*) from outbox where event_type = 'ASSESSMENT_SCORED'"));
        (await ScalarAsync("select count(*) from xp_ledger where source = 'assessment'")).ShouldBe(Learners);
        (await ScalarAsync("select count(*) from user_xp where total = 100")).ShouldBe(Learners);
    }

    [Fact]
    public async Task What_was_saved_is_submitted_on_time_while_the_browser_is_away()
    {
        var assessment = await AssessmentAsync(timeLimitSeconds: 600);
        var learners = await Task.WhenAll(Enumerable.Range(0, Learners).Select(_ => LearnerAsync()));
        await using var workers = await StartWorkersAsync();
        var attempts = await Task.WhenAll(learners.Select(learner => StartAsync(learner, assessment)));
        foreach (var (learner, attempt) in learners.Zip(attempts).Take(Learners / 2))
        {
            (await learner.Client.PutAsJsonAsync(
                $"/api/v1/attempts/{attempt}/answers",
                new { sequence = 1, answers = new Dictionary<Guid, object> { [_question] = new { value = true } } }))
                .StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // Now that everything is saved, however long that took, their time is over in a second.
        (await ScalarAsync(
            """
            with moved as (
                update attempts set due_at = due_at - (ends_at - now()) + interval '1 second', ends_at = now() + interval '1 second' returning 1
            )
            select count(*) from moved
            """)).ShouldBe(Learners);
        await Eventually.BecomesAsync((long)Learners, () => ScalarAsync("select count(*) from attempts where submitted_by = 'timeout'"));

        (await ScalarAsync("select count(*) from attempts where score = 100")).ShouldBe(Learners / 2);
        (await ScalarAsync("select count(*) from attempts where score = 0")).ShouldBe(Learners / 2);
        (await ScalarAsync("select count(*) from attempts where submitted_at < due_at")).ShouldBe(0);
        (await ScalarAsync("select count(*) from attempts where submitted_at > due_at + interval '5 seconds'")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_replicas_that_start_after_the_end_submit_each_attempt_once()
    {
        var assessment = await AssessmentAsync(timeLimitSeconds: 1);
        var learners = await Task.WhenAll(Enumerable.Range(0, Learners).Select(_ => LearnerAsync()));
        await Task.WhenAll(learners.Select(learner => StartAsync(learner, assessment)));
        await Eventually.BecomesAsync((long)Learners, () => ScalarAsync("select count(*) from attempts where due_at < clock_timestamp()"));

        await using var first = await StartWorkersAsync();
        await using var second = await StartWorkersAsync();
        await Eventually.BecomesAsync((long)Learners, () => ScalarAsync("select count(*) from attempts where submitted_by = 'timeout'"));

        await Eventually.BecomesAsync(0L, () => ScalarAsync("select count(*) from outbox where event_type = 'ASSESSMENT_SCORED'"));
        (await ScalarAsync("select count(*) from inbox where handler = 'award-xp'")).ShouldBe(Learners);
        (await ScalarAsync("select count(*) from xp_ledger")).ShouldBe(0);
    }

    private Task<TestWorkers> StartWorkersAsync() => TestWorkers.StartAsync(
        _database,
        _redis,
        [typeof(AwardXp)],
        services: services => services.AddSingleton<AttemptClock>().AddHostedService<SubmitDueAttempts>());

    private Task<Guid> AssessmentAsync(int timeLimitSeconds) => CreateAsync("assessments", new
    {
        course_id = _course,
        title = "On time",
        time_limit_seconds = timeLimitSeconds,
        items = new[] { new { question_id = _question } },
    });

    private async Task<Person> LearnerAsync()
    {
        var learner = await _api.SignInAsAsync(Role.Student);
        (await learner.Client.PostAsync($"/api/v1/courses/{_course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
        return learner;
    }

    private static async Task<Guid> StartAsync(Person learner, Guid assessment) =>
        (await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync())
            .GetProperty("attempt").Id();

    private async Task<Guid> CreateAsync(string path, object body) =>
        (await (await _teacher.PostAsJsonAsync($"/api/v1/{path}", body)).DataAsync()).Id();

    private async Task<long> ScalarAsync(string sql)
    {
        await using var command = _api.Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
