using System.Collections.Concurrent;
using System.Diagnostics;
using LearningPlatform.ApiTests.Assessments;
using Npgsql;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>What a big class must not cost: a query more for every learner, or a connection that one request needs twice.</summary>
public sealed class ClassroomTests(LearningApi shared) : LearningTest(shared)
{
    /// <summary>Three times the connections that a test's Api may have.</summary>
    private const int Class = 60;

    [Fact]
    public async Task Rosters_statistics_and_exports_take_as_many_queries_for_ten_learners_as_for_hundreds()
    {
        var papers = await Papers.StartAsync(Api);
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("right", 1), ("wrong", 0)));
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }]);
        string[] paths =
        [
            $"courses/{papers.Course}/roster?limit=100", $"courses/{papers.Course}/roster?limit=100&stuck_days=7", $"courses/{papers.Course}/roster.csv",
            $"assessments/{assessment}/statistics", $"assessments/{assessment}/grades", $"assessments/{assessment}/grades.csv",
        ];
        await AddLearnersAsync(papers.Course, assessment, question.Id(), 10);
        var few = await QueriesAsync(papers.Teacher.Client, paths);
        await AddLearnersAsync(papers.Course, assessment, question.Id(), 300);
        var many = await QueriesAsync(papers.Teacher.Client, paths);

        few.ShouldAllBe(request => request.Queries > 0 && request.Queries <= 4);
        many.Select(request => request.Queries).ShouldBe(few.Select(request => request.Queries));
        foreach (var (before, after) in few.Zip(many))
        {
            after.Bytes.ShouldBeGreaterThan(before.Bytes, "there is more to tell");
        }
    }

    [Fact]
    public async Task The_view_over_everything_takes_as_many_queries_for_one_course_as_for_many()
    {
        var papers = await Papers.StartAsync(Api);
        var learner = await papers.LearnerAsync();
        var few = await QueriesAsync(learner.Client, ["users/progress"]);
        for (var number = 0; number < 5; number++)
        {
            var more = await Papers.StartAsync(Api);
            var question = await more.QuestionAsync(Papers.Choice("Which?", ("right", 1), ("wrong", 0)));
            var assessment = await more.AssessmentAsync([new { question_id = question.Id() }]);
            var lab = await LabTests.LabAsync(more.Teacher.Client, more.Course, "none");
            (await learner.Client.PostAsync($"/api/v1/courses/{more.Course}/enroll", null)).StatusCode.ShouldBe(HttpStatusCode.Created);
            await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
            await (await learner.Client.PostAsJsonAsync($"/api/v1/labs/{lab.Id()}/complete", LabTests.EvidenceFor(lab))).DataAsync();
        }

        var many = await QueriesAsync(learner.Client, ["users/progress"]);

        (few[0].Queries, many[0].Queries).ShouldBe((5, 5));
        var view = await (await learner.Client.GetAsync("/api/v1/users/progress")).DataAsync();
        (view.GetProperty("courses").GetArrayLength(), view.GetProperty("quizzes").GetArrayLength(), view.GetProperty("labs").GetArrayLength())
            .ShouldBe((6, 5, 5));
        view.GetProperty("quizzes")[0].GetProperty("status").GetString().ShouldBe("running");
    }

    [Fact]
    public async Task A_whole_class_that_submits_at_the_same_moment_is_served_with_fewer_connections_than_learners()
    {
        var papers = await Papers.StartAsync(Api);
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("right", 1), ("wrong", 0)));
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }]);
        var lab = await LabTests.LabAsync(papers.Teacher.Client, papers.Course, "instructor");
        var learners = new List<Person>();
        for (var number = 0; number < Class; number++)
        {
            learners.Add(await papers.LearnerAsync());
            await (await learners[^1].Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
        }

        var submitted = await Task.WhenAll(learners.Select(learner =>
            learner.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { answers = new { } })));
        submitted.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var handedIn = await Task.WhenAll(learners.Select(learner =>
            learner.Client.PostAsJsonAsync($"/api/v1/labs/{lab.Id()}/complete", LabTests.EvidenceFor(lab))));
        handedIn.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
    }

    /// <summary>How many statements, or batches of them, each request sends to the database, and how long its answer is.</summary>
    private static async Task<List<(int Queries, int Bytes)>> QueriesAsync(HttpClient client, string[] paths)
    {
        var queries = new ConcurrentBag<ActivityTraceId>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = query =>
            {
                // A pool that opens one more connection, when it likes, is no query.
                if (!query.DisplayName.StartsWith("CONNECT", StringComparison.Ordinal))
                {
                    queries.Add(query.TraceId);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var counts = new List<(int, int)>();
        foreach (var path in paths)
        {
            using var request = new Activity("request").Start();
            using var message = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/{path}") { Headers = { { "traceparent", request.Id } } };
            var answer = await client.SendAsync(message);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            counts.Add((queries.Count(trace => trace == request.TraceId), bytes.Length));
        }

        return counts;
    }

    private async Task AddLearnersAsync(Guid course, Guid assessment, Guid question, int count)
    {
        await using var batch = Api.Database.CreateBatch();
        Add(
            """
            insert into users (id, email, first_name, last_name, display_name, role, created_at, updated_at)
            select gen_random_uuid(), 'pupil-' || $1::uuid || '-' || n || '-' || $2 || '@example.com', 'A', 'B', 'A B', 'student', now(), now()
            from generate_series(1, $2) n
            """,
            course, count);
        Add(
            """
            insert into enrollments (id, course_id, user_id, enrolled_at, created_at, updated_at)
            select gen_random_uuid(), $1, id, now() - interval '9 days', now(), now() from users
            where email like 'pupil-' || $1::uuid || '%' on conflict do nothing
            """,
            course);
        Add(
            """
            insert into attempts (id, assessment_id, user_id, number, seed, started_at, submitted_at, submitted_by, max_points, points, score, scored_at)
            select gen_random_uuid(), $1, user_id, 1, '\x0102030405060708', now(), now(), 'learner', 1, 1, 100, now()
            from enrollments where course_id = $2 on conflict do nothing
            """,
            assessment, course);
        Add(
            """
            insert into attempt_questions (attempt_id, question_id, version, graded_version, position, points, fraction)
            select id, $2, 1, 1, 1, 1, 1 from attempts where assessment_id = $1 on conflict do nothing
            """,
            assessment, question);
        await batch.ExecuteNonQueryAsync();

        void Add(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
            batch.BatchCommands.Add(command);
        }
    }
}
