namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Grades by hand, regrades and statistics.</summary>
[Collection(StoresCollection.Name)]
public sealed class GradingTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task An_essay_is_graded_by_its_rubric_and_every_change_has_a_reason()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var client = papers.Teacher.Client;
        var essay = await papers.QuestionAsync(Papers.EveryKind("s")["essay"]);
        var criteria = essay.GetProperty("content").GetProperty("body").GetProperty("rubric").EnumerateArray()
            .Select(criterion => criterion.Id()).ToList();
        var assessment = await papers.AssessmentAsync([new { question_id = essay.Id() }]);
        var learner = await papers.LearnerAsync();
        var attempt = await SubmitAsync(learner, assessment, _ => new { text = "An essay." });
        attempt.GetProperty("attempt").GetProperty("status").GetString().ShouldBe("awaiting_grade");
        var path = $"/api/v1/attempts/{attempt.GetProperty("attempt").Id()}/grades";

        (await GradeAsync(3, 3)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await client.PutAsJsonAsync(path, new { grades = new Dictionary<Guid, object> { [Guid.NewGuid()] = new { percent = 1 } } }))
            .StatusCode
            .ShouldBe(HttpStatusCode.BadRequest);
        (await (await GradeAsync(2, 1)).DataAsync()).GetProperty("attempt").GetProperty("score").GetDecimal().ShouldBe(60);
        (await GradeAsync(2, 3)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await (await GradeAsync(2, 3, "Overlooked a source.")).DataAsync()).GetProperty("attempt").GetProperty("score").GetDecimal()
            .ShouldBe(100);

        var history = (await (await client.GetAsync($"/api/v1/assessments/{assessment}/score-changes")).DataAsync())
            .GetProperty("items").EnumerateArray().ToList();
        history.Select(change => change.GetProperty("new_score").GetDecimal()).ShouldBe([100, 60]);
        history[0].GetProperty("reason").GetString().ShouldBe("Overlooked a source.");
        history[0].GetProperty("changed_by").GetGuid().ShouldBe(papers.Teacher.Id);
        var result = await (await learner.Client.GetAsync($"/api/v1/assessments/{assessment}/result")).DataAsync();
        result.GetProperty("score").GetDecimal().ShouldBe(100);
        result.GetProperty("latest").GetProperty("questions")[0].GetProperty("grade").GetProperty("comment").GetString().ShouldBe("Fine.");

        Task<HttpResponseMessage> GradeAsync(int structure, int sources, string? reason = null) => client.PutAsJsonAsync(path, new
        {
            grades = new Dictionary<Guid, object>
            {
                [essay.Id()] = new
                {
                    criteria = new Dictionary<Guid, int> { [criteria[0]] = structure, [criteria[1]] = sources },
                    comment = "Fine.",
                },
            },
            reason,
        });
    }

    [Fact]
    public async Task A_regrade_after_a_correction_changes_scores_once_and_says_so()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var client = papers.Teacher.Client;
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("first", 1), ("second", 0)));
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }], ("show_answers", "after_submit"));
        var (one, two) = (await papers.LearnerAsync(), await papers.LearnerAsync());
        await SubmitAsync(one, assessment, asked => new { option_id = Papers.OptionId(asked, "first") });
        await SubmitAsync(two, assessment, asked => new { option_id = Papers.OptionId(asked, "second") });
        (await ScoreAsync(one), await ScoreAsync(two)).ShouldBe((100, 0));

        // The key was wrong: the second option is the right one. The options keep their ids.
        var options = question.GetProperty("content").GetProperty("body").GetProperty("options").EnumerateArray().ToList();
        (await client.PutAsJsonAsync($"/api/v1/questions/{question.Id()}", new
        {
            name = "Which?",
            stem = Papers.Text("Which?"),
            body = new
            {
                kind = "single_choice",
                options = options.Select((option, n) => new { id = option.Id(), text = option.GetProperty("text"), fraction = n }),
            },
        })).StatusCode.ShouldBe(HttpStatusCode.OK);

        var first = await RegradeAsync();
        var again = await RegradeAsync();

        (first.GetProperty("attempts").GetInt32(), first.GetProperty("changed").GetInt32()).ShouldBe((2, 2));
        again.GetProperty("changed").GetInt32().ShouldBe(0);
        (await ScoreAsync(one), await ScoreAsync(two)).ShouldBe((0, 100));
        var history = await (await client.GetAsync($"/api/v1/assessments/{assessment}/score-changes")).DataAsync();
        history.GetProperty("items").GetArrayLength().ShouldBe(2);
        (await CountAsync(
            "select count(*) from outbox where event_type = 'ASSESSMENT_SCORED' and metadata->>'assessment_id' = $1",
            assessment)).ShouldBe(4);

        async Task<JsonElement> RegradeAsync() =>
            await (await client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/regrade", new { reason = "Wrong key." })).DataAsync();

        async Task<decimal> ScoreAsync(Person learner) =>
            (await (await learner.Client.GetAsync($"/api/v1/assessments/{assessment}/result")).DataAsync())
                .GetProperty("score").GetDecimal();
    }

    [Fact]
    public async Task Statistics_tell_a_question_that_sorts_learners_from_one_that_does_not()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var items = new List<object>();
        foreach (var stem in (string[])["good", "easy", "other"])
        {
            items.Add(new { question_id = (await papers.QuestionAsync(Papers.Choice(stem, ("right", 1), ("wrong", 0)))).Id() });
        }

        var assessment = await papers.AssessmentAsync([.. items]);
        for (var number = 0; number < 4; number++)
        {
            var strong = number < 2;
            await SubmitAsync(await papers.LearnerAsync(), assessment, asked => new
            {
                option_id = Papers.OptionId(
                    asked, asked.GetProperty("stem").GetProperty("text").GetString() == "easy" || strong ? "right" : "wrong"),
            });
        }

        var statistics = await (await papers.Teacher.Client.GetAsync($"/api/v1/assessments/{assessment}/statistics")).DataAsync();

        statistics.GetProperty("attempts").GetInt32().ShouldBe(4);
        statistics.GetProperty("mean_score").GetDouble().ShouldBe(66.67, 0.01);
        var questions = statistics.GetProperty("questions").EnumerateArray()
            .ToDictionary(question => question.GetProperty("name").GetString()!);
        questions["good"].GetProperty("facility").GetDouble().ShouldBe(50);
        questions["good"].GetProperty("discrimination_index").GetDouble().ShouldBe(1);
        questions["good"].GetProperty("discrimination").GetDouble().ShouldBe(1, 0.001);
        questions["easy"].GetProperty("facility").GetDouble().ShouldBe(100);
        questions["easy"].GetProperty("discrimination").ValueKind.ShouldBe(JsonValueKind.Null);
        var csv = await papers.Teacher.Client.GetStringAsync($"/api/v1/assessments/{assessment}/grades.csv");
        csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
        var grades = await (await papers.Teacher.Client.GetAsync($"/api/v1/assessments/{assessment}/grades")).DataAsync();
        grades.EnumerateArray().Count(line => line.GetProperty("passed").GetBoolean()).ShouldBe(2);
    }

    private static async Task<JsonElement> SubmitAsync(Person learner, Guid assessment, Func<JsonElement, object> answer)
    {
        var attempt = await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
        var answers = attempt.GetProperty("questions").EnumerateArray().Select(question => question.GetProperty("question"))
            .ToDictionary(Papers.QuestionId, answer);
        return await (await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { answers })).DataAsync();
    }

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = shared.Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id.ToString() });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
