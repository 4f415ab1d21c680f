namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Taking an assessment over HTTP.</summary>
[Collection(StoresCollection.Name)]
public sealed class AttemptTests(SharedApi shared) : IClassFixture<SharedApi>
{
    private const string Secret = "xyzzy-secret";

    [Fact]
    public async Task A_learner_answers_every_kind_and_gets_the_points()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await EveryKindAsync(papers, ("show_answers", "after_submit"), ("attempts_limit", 1));
        var learner = await papers.LearnerAsync();
        var attempt = await StartAsync(learner, id);
        var answers = Papers.RightAnswers(attempt, Secret);

        var submitted = await (await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { answers })).DataAsync();

        submitted.GetProperty("attempt").GetProperty("status").GetString().ShouldBe("awaiting_grade");
        foreach (var question in submitted.GetProperty("questions").EnumerateArray())
        {
            var kind = question.GetProperty("question").GetProperty("kind").GetString();
            question.GetProperty("points").GetDecimal().ShouldBe(kind == "essay" ? 0 : 2, kind);
            question.GetProperty("general_feedback").GetProperty("text").GetString().ShouldBe(Secret);
        }

        (await (await learner.Client.PostAsync($"/api/v1/assessments/{id}/attempts", null)).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("ATTEMPTS_USED_UP");
        var result = await (await learner.Client.GetAsync($"/api/v1/assessments/{id}/result")).DataAsync();
        result.GetProperty("score").ValueKind.ShouldBe(JsonValueKind.Null);
        result.GetProperty("attempts").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_that_a_learner_can_read_before_the_end_holds_an_answer()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await EveryKindAsync(
            papers, ("show_score", "never"), ("show_feedback", "never"), ("show_answers", "never"));
        var learner = await papers.LearnerAsync();
        var start = await learner.Client.PostAsync($"/api/v1/assessments/{id}/attempts", null);
        var attempt = await start.DataAsync();
        var attemptId = attempt.GetProperty("attempt").Id();
        var short_ = Papers.QuestionId(Papers.Asked(attempt, "short_answer"));
        var single = Papers.Asked(attempt, "single_choice");

        HttpResponseMessage[] answers =
        [
            start,
            await learner.Client.GetAsync($"/api/v1/assessments/{id}"),
            await learner.Client.GetAsync($"/api/v1/quizzes/{id}"),
            await learner.Client.GetAsync($"/api/v1/assessments?course_id={papers.Course}"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/attempts"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/result"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/preview"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/statistics"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/grades"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/grades.csv"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/score-changes"),
            await learner.Client.GetAsync($"/api/v1/attempts/{attemptId}"),
            await learner.Client.GetAsync($"/api/v1/question-banks/{papers.Bank}"),
            await learner.Client.GetAsync($"/api/v1/question-banks/{papers.Bank}/questions"),
            await learner.Client.GetAsync($"/api/v1/questions/{short_}"),
            await learner.Client.GetAsync($"/api/v1/courses/{papers.Course}"),
            await SaveAsync(learner, attemptId, 1, new() { [short_] = new { text = "a guess" } }),
            await SaveAsync(learner, attemptId, 2, new() { [short_] = new { number = 1 } }),
            await SaveAsync(learner, attemptId, 2, new() { [Guid.NewGuid()] = new { text = "a guess" } }),
            await SaveAsync(learner, attemptId, 2, new() { [Papers.QuestionId(single)] = new { option_id = Guid.NewGuid() } }),
            await SaveAsync(
                learner, attemptId, 2, new() { [Papers.QuestionId(single)] = new { option_id = Papers.OptionId(single, "wrong one") } }),
            await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { attempt_id = Guid.NewGuid() }),
            await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { }),
            await learner.Client.GetAsync($"/api/v1/attempts/{attemptId}"),
            await learner.Client.GetAsync($"/api/v1/assessments/{id}/result"),
        ];

        foreach (var answer in answers)
        {
            var text = await answer.Content.ReadAsStringAsync();
            ((int)answer.StatusCode).ShouldBeLessThan(500);
            foreach (var word in (string[])
                [Secret, "fraction", "tolerance", "31337", "case_sensitive", "distractors", "graded_version", "seed"])
            {
                text.ShouldNotContain(word, Case.Sensitive, answer.RequestMessage!.RequestUri!.PathAndQuery);
            }

            if (answer.RequestMessage!.RequestUri!.AbsolutePath.Contains("/attempts", StringComparison.Ordinal)
                && answer.IsSuccessStatusCode)
            {
                text.ShouldNotContain("\"solution\":{");
                text.ShouldNotContain("\"feedback\":[{");
                text.ShouldNotContain("\"points\":0");
            }
        }
    }

    [Fact]
    public async Task The_order_of_options_is_stable_within_an_attempt_and_tells_nothing_across_attempts()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var question = await papers.QuestionAsync(Papers.Choice(
            "Which?", [("right", 1), .. Enumerable.Range(0, 7).Select(n => ($"wrong {n}", 0.0))]));
        var id = await papers.AssessmentAsync([new { question_id = question.Id() }]);
        var learner = await papers.LearnerAsync();
        var places = new HashSet<int>();
        for (var number = 0; number < 12; number++)
        {
            var attempt = await StartAsync(learner, id);
            var options = Texts(attempt);
            places.Add(options.IndexOf("right"));
            var again = await (await learner.Client.GetAsync($"/api/v1/attempts/{attempt.GetProperty("attempt").Id()}")).DataAsync();
            Texts(again).ShouldBe(options);
            await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { });
        }

        // By chance at one place each time: once in 8^11.
        places.Count.ShouldBeGreaterThan(1);

        static List<string> Texts(JsonElement attempt) =>
            [.. Papers.Asked(attempt, "Which?").GetProperty("options").EnumerateArray()
                .Select(option => option.GetProperty("text").GetProperty("text").GetString()!)];
    }

    [Fact]
    public async Task Of_ten_starts_at_once_one_makes_an_attempt()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await ChoiceAsync(papers, ("attempts_limit", 1));
        var learner = await papers.LearnerAsync();

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => learner.Client.PostAsync($"/api/v1/assessments/{id}/attempts", null)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict).ShouldBe(9);
        (await CountAsync("select count(*) from attempts where assessment_id = $1", id)).ShouldBe(1);
    }

    [Fact]
    public async Task Of_ten_submissions_at_once_one_counts_and_late_answers_change_nothing()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await ChoiceAsync(papers, ("show_score", "after_submit"));
        var learner = await papers.LearnerAsync();
        var attempt = await StartAsync(learner, id);
        var question = Papers.Asked(attempt, "Which?");
        var right = new Dictionary<Guid, object?>
        {
            [Papers.QuestionId(question)] = new { option_id = Papers.OptionId(question, "right") },
        };
        var attemptId = attempt.GetProperty("attempt").Id();

        var submissions = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ =>
            learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { attempt_id = attemptId, answers = right })));
        var late = await SaveAsync(learner, attemptId, null, new() { [Papers.QuestionId(question)] = null });

        submissions.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        foreach (var refused in submissions.Where(answer => answer.StatusCode != HttpStatusCode.OK))
        {
            (await refused.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ATTEMPT_SUBMITTED");
        }

        (await late.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ATTEMPT_SUBMITTED");
        var result = await (await learner.Client.GetAsync($"/api/v1/assessments/{id}/result")).DataAsync();
        (result.GetProperty("score").GetDecimal(), result.GetProperty("passed").GetBoolean()).ShouldBe((100, true));
        (await EventsAsync("ASSESSMENT_SUBMITTED", id)).ShouldBe(1);
        (await EventsAsync("ASSESSMENT_SCORED", id)).ShouldBe(1);
    }

    [Fact]
    public async Task A_save_that_comes_after_a_later_one_changes_nothing()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await ChoiceAsync(papers);
        var learner = await papers.LearnerAsync();
        var attempt = await StartAsync(learner, id);
        var attemptId = attempt.GetProperty("attempt").Id();
        var question = Papers.Asked(attempt, "Which?");
        var (right, wrong) = (Answer("right"), Answer("wrong"));

        (await SaveAsync(learner, attemptId, 5, right)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await (await SaveAsync(learner, attemptId, 4, wrong)).ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("ANSWERS_OUT_OF_DATE");

        var read = await (await learner.Client.GetAsync($"/api/v1/attempts/{attemptId}")).DataAsync();
        read.GetProperty("sequence").GetInt64().ShouldBe(5);
        Papers.Asked(read, "Which?").GetProperty("answer").GetProperty("option_id").GetGuid().ShouldBe(Papers.OptionId(question, "right"));

        Dictionary<Guid, object?> Answer(string text) =>
            new() { [Papers.QuestionId(question)] = new { option_id = Papers.OptionId(question, text) } };
    }

    [Fact]
    public async Task When_the_time_is_over_answers_are_refused_and_the_next_start_submits_what_was_saved()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var id = await ChoiceAsync(papers, ("time_limit_seconds", 1), ("grace_seconds", 0));
        var learner = await papers.LearnerAsync();
        var attempt = await StartAsync(learner, id);
        var attemptId = attempt.GetProperty("attempt").Id();
        var question = Papers.Asked(attempt, "Which?");
        var right = new Dictionary<Guid, object?>
        {
            [Papers.QuestionId(question)] = new { option_id = Papers.OptionId(question, "right") },
        };
        (await SaveAsync(learner, attemptId, 1, right)).StatusCode.ShouldBe(HttpStatusCode.OK);

        HttpResponseMessage late;
        do
        {
            // Saving has a rate limit of its own, which a quick machine would meet first.
            await Task.Delay(50);
            late = await SaveAsync(
                learner, attemptId, null, new() { [Papers.QuestionId(question)] = new { option_id = Papers.OptionId(question, "right") } });
        }
        while (late.StatusCode == HttpStatusCode.OK);

        (await late.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TIME_IS_OVER");
        var submission = await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { attempt_id = attemptId });
        (await submission.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TIME_IS_OVER");
        (await StartAsync(learner, id)).GetProperty("attempt").GetProperty("number").GetInt32().ShouldBe(2);
        var first = (await (await learner.Client.GetAsync($"/api/v1/attempts/{attemptId}")).DataAsync()).GetProperty("attempt");
        (first.GetProperty("submitted_by").GetString(), first.GetProperty("score").GetDecimal()).ShouldBe(("timeout", 100));
    }

    [Fact]
    public async Task Dates_drafts_and_enrolment_are_respected()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var learner = await papers.LearnerAsync();
        var now = DateTimeOffset.UtcNow;
        var stranger = await shared.Api.SignInAsAsync(Core.Identity.Role.Student);

        (await StartErrorAsync(learner, await ChoiceAsync(papers, ("opens_at", now.AddHours(1))))).ShouldBe("ASSESSMENT_NOT_OPEN");
        (await StartErrorAsync(learner, await ChoiceAsync(papers, ("closes_at", now.AddHours(-1))))).ShouldBe("ASSESSMENT_CLOSED");
        (await StartErrorAsync(learner, await ChoiceAsync(papers, ("status", "draft")), HttpStatusCode.NotFound))
            .ShouldBe("ASSESSMENT_NOT_FOUND");
        (await StartErrorAsync(learner, await papers.AssessmentAsync([]))).ShouldBe("ASSESSMENT_EMPTY");
        var endless = await papers.Teacher.Client.PostAsJsonAsync(
            "/api/v1/assessments", papers.Assessment([], ("closes_at", "9999-12-31T23:59:59Z")));
        (await endless.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED", "no grace would fit behind it");
        var open = await ChoiceAsync(papers);
        (await StartErrorAsync(stranger, open, HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
        var attempt = (await StartAsync(learner, open)).GetProperty("attempt").Id();
        (await learner.Client.DeleteAsync($"/api/v1/courses/{papers.Course}/enroll")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        var left = await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{open}/submit", new { attempt_id = attempt });
        (await left.ErrorAsync(HttpStatusCode.Forbidden)).ShouldBe("NOT_ENROLLED");
    }

    [Fact]
    public async Task A_pool_draws_what_it_is_told_to_and_no_question_twice()
    {
        var papers = await Papers.StartAsync(shared.Api);
        for (var number = 0; number < 6; number++)
        {
            await papers.QuestionAsync(new
            {
                name = $"q{number}",
                stem = Papers.Text($"Question {number}"),
                body = new { kind = "true_false", answer = true },
                category = number < 4 ? "A/B" : "C",
                tags = number % 2 == 0 ? new[] { "even" } : [],
            });
        }

        var id = await papers.AssessmentAsync(
        [
            new { bank_id = papers.Bank, category = "A", draw = 3 },
            new { bank_id = papers.Bank, tags = new[] { "even" }, draw = 10, points = 5 },
        ]);
        var learner = await papers.LearnerAsync();

        var questions = (await StartAsync(learner, id)).GetProperty("questions").EnumerateArray()
            .Select(question => question.GetProperty("question")).ToList();

        questions.Select(Papers.QuestionId).Distinct().Count().ShouldBe(questions.Count);
        questions.Take(3).ShouldAllBe(question => question.GetProperty("points").GetDecimal() == 1);
        questions.Skip(3).ShouldAllBe(question => question.GetProperty("points").GetDecimal() == 5);
        questions.Count.ShouldBeInRange(4, 5);
    }

    private static async Task<Guid> EveryKindAsync(Papers papers, params (string Field, object? Value)[] fields)
    {
        var items = new List<object>();
        foreach (var question in Papers.EveryKind(Secret).Values)
        {
            items.Add(new { question_id = (await papers.QuestionAsync(question)).Id() });
        }

        return await papers.AssessmentAsync([.. items], fields);
    }

    private static async Task<Guid> ChoiceAsync(Papers papers, params (string Field, object? Value)[] fields)
    {
        var question = await papers.QuestionAsync(Papers.Choice($"Which? {Guid.NewGuid()}", ("right", 1), ("wrong", 0)));
        return await papers.AssessmentAsync([new { question_id = question.Id() }], fields);
    }

    private static async Task<JsonElement> StartAsync(Person learner, Guid assessment) =>
        await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();

    private static async Task<string> StartErrorAsync(Person learner, Guid assessment, HttpStatusCode status = HttpStatusCode.Conflict) =>
        await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).ErrorAsync(status);

    private static Task<HttpResponseMessage> SaveAsync(Person learner, Guid attempt, long? sequence, Dictionary<Guid, object?> answers) =>
        learner.Client.PutAsJsonAsync($"/api/v1/attempts/{attempt}/answers", new { sequence, answers });

    private Task<long> EventsAsync(string type, Guid assessment) => CountAsync(
        $"select count(*) from outbox where event_type = '{type}' and metadata->>'assessment_id' = $1::text", assessment);

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = shared.Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = sql.Contains("::text", StringComparison.Ordinal) ? id.ToString() : id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
