namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Taking an assessment over HTTP.</summary>
public sealed class AttemptTests(SharedApi shared) : AttemptTest(shared)
{
    [Fact]
    public async Task A_learner_answers_every_kind_and_gets_the_points()
    {
        var papers = await Papers.StartAsync(Api);
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
    public async Task The_order_of_options_is_stable_within_an_attempt_and_tells_nothing_across_attempts()
    {
        var papers = await Papers.StartAsync(Api);
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
    public async Task Dates_drafts_and_enrolment_are_respected()
    {
        var papers = await Papers.StartAsync(Api);
        var learner = await papers.LearnerAsync();
        var now = DateTimeOffset.UtcNow;
        var stranger = await Api.SignInAsAsync(Core.Identity.Role.Student);

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
        var papers = await Papers.StartAsync(Api);
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

    private static async Task<string> StartErrorAsync(Person learner, Guid assessment, HttpStatusCode status = HttpStatusCode.Conflict) =>
        await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).ErrorAsync(status);
}
