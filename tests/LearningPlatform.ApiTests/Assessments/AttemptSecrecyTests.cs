namespace LearningPlatform.ApiTests.Assessments;

/// <summary>What a learner sees of an assessment that they are taking.</summary>
public sealed class AttemptSecrecyTests(SharedApi shared) : AttemptTest(shared)
{
    [Fact]
    public async Task Nothing_that_a_learner_can_read_before_the_end_holds_an_answer()
    {
        var papers = await Papers.StartAsync(Api);
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
}
