namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Starts, saves and submissions that come at once, out of order or too late.</summary>
public sealed class AttemptRaceTests(SharedApi shared) : AttemptTest(shared)
{
    [Fact]
    public async Task Of_ten_starts_at_once_one_makes_an_attempt()
    {
        var papers = await Papers.StartAsync(Api);
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
        var papers = await Papers.StartAsync(Api);
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
        var papers = await Papers.StartAsync(Api);
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
        var papers = await Papers.StartAsync(Api);
        var id = await ChoiceAsync(papers, ("time_limit_seconds", 600), ("grace_seconds", 0));
        var learner = await papers.LearnerAsync();
        var attempt = await StartAsync(learner, id);
        var attemptId = attempt.GetProperty("attempt").Id();
        var question = Papers.Asked(attempt, "Which?");
        var right = new Dictionary<Guid, object?>
        {
            [Papers.QuestionId(question)] = new { option_id = Papers.OptionId(question, "right") },
        };
        (await SaveAsync(learner, attemptId, 1, right)).StatusCode.ShouldBe(HttpStatusCode.OK);

        // Its ten minutes are over.
        await using (var pass = Api.Database.CreateCommand("update attempts set ends_at = now(), due_at = now() where id = $1"))
        {
            pass.Parameters.Add(new() { Value = attemptId });
            await pass.ExecuteNonQueryAsync();
        }

        var late = await SaveAsync(learner, attemptId, null, right);
        (await late.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TIME_IS_OVER");
        var submission = await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{id}/submit", new { attempt_id = attemptId });
        (await submission.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("TIME_IS_OVER");
        (await StartAsync(learner, id)).GetProperty("attempt").GetProperty("number").GetInt32().ShouldBe(2);
        var first = (await (await learner.Client.GetAsync($"/api/v1/attempts/{attemptId}")).DataAsync()).GetProperty("attempt");
        (first.GetProperty("submitted_by").GetString(), first.GetProperty("score").GetDecimal()).ShouldBe(("timeout", 100));
    }

    private Task<long> EventsAsync(string type, Guid assessment) => CountAsync(
        $"select count(*) from outbox where event_type = '{type}' and metadata->>'assessment_id' = $1::text", assessment);

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = sql.Contains("::text", StringComparison.Ordinal) ? id.ToString() : id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
