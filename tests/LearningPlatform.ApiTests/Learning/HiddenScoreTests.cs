using LearningPlatform.ApiTests.Assessments;
using LearningPlatform.Core.Learning.Progress;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ApiTests.Learning;

/// <summary>What an assessment's author hides, no other view tells: neither the score itself nor a mean with it.</summary>
public sealed class HiddenScoreTests(LearningApi shared) : LearningTest(shared)
{
    private const string Score = "37.5";

    // With the lab's 80.
    private const string Mean = "58.75";

    [Theory]
    [InlineData("never")]
    [InlineData("after_close")]
    public async Task A_hidden_score_is_in_no_answer_that_its_learner_can_get(string showScore)
    {
        var way = await ScoredAsync(showScore, closesAt: DateTimeOffset.UtcNow.AddDays(1));

        foreach (var (request, answer) in await AnswersAsync(way))
        {
            answer.ShouldNotContain(Score, customMessage: request);
            answer.ShouldNotContain(Mean, customMessage: request);
        }

        var progress = await GetAsync(way.Learner, $"courses/{way.Papers.Course}/progress");
        progress.GetProperty("score").GetDecimal().ShouldBe(80, "the lab's is no secret");
        progress.GetProperty("completed_at").ValueKind.ShouldBe(JsonValueKind.String, "the minimum is reached by the hidden score, too");
        var overview = await GetAsync(way.Learner, "users/progress");
        overview.GetProperty("courses")[0].GetProperty("score").GetDecimal().ShouldBe(80);
        var quiz = overview.GetProperty("quizzes")[0];
        quiz.GetProperty("attempts").GetInt32().ShouldBe(1);
        foreach (var hidden in (string[])["score", "best_score", "passed"])
        {
            quiz.GetProperty(hidden).ValueKind.ShouldBe(JsonValueKind.Null, hidden);
        }

        var roster = await GetAsync(way.Papers.Teacher, $"courses/{way.Papers.Course}/roster");
        roster.GetProperty("items")[0].GetProperty("score").GetDecimal().ShouldBe(58.75m, "teachers see everything");
    }

    [Fact]
    public async Task A_score_appears_everywhere_when_its_assessment_closes()
    {
        var way = await ScoredAsync("after_close", closesAt: DateTimeOffset.UtcNow.AddDays(1));
        await using (var close = Api.Database.CreateCommand("update assessments set closes_at = now() where id = $1"))
        {
            close.Parameters.Add(new() { Value = way.Assessment });
            await close.ExecuteNonQueryAsync();
        }

        await ShouldShowAsync(way);
    }

    [Fact]
    public async Task A_score_that_may_be_seen_is_seen_everywhere() => await ShouldShowAsync(await ScoredAsync("after_submit", null));

    private static async Task ShouldShowAsync(Way way)
    {
        var progress = await GetAsync(way.Learner, $"courses/{way.Papers.Course}/progress");
        progress.GetProperty("score").GetDecimal().ShouldBe(58.75m);
        progress.GetProperty("modules")[0].GetProperty("lessons")[0].GetProperty("score").GetDecimal().ShouldBe(37.5m);
        var overview = await GetAsync(way.Learner, "users/progress");
        overview.GetProperty("courses")[0].GetProperty("score").GetDecimal().ShouldBe(58.75m);
        var quiz = overview.GetProperty("quizzes")[0];
        (quiz.GetProperty("assessment_id").GetGuid(), quiz.GetProperty("status").GetString()).ShouldBe((way.Assessment, "scored"));
        (quiz.GetProperty("score").GetDecimal(), quiz.GetProperty("best_score").GetDecimal()).ShouldBe((37.5m, 37.5m));
        quiz.GetProperty("passed").GetBoolean().ShouldBeTrue();
    }

    /// <summary>Everything that the learner may ask for which has to do with the course, by its request.</summary>
    private static async Task<List<(string Request, string Answer)>> AnswersAsync(Way way)
    {
        var (course, client) = ($"courses/{way.Papers.Course}", way.Learner.Client);
        string[] reads =
        [
            course, $"{course}/progress", $"{course}/enroll", "users/progress", "users/achievements", "users/skills", "auth/xp", "auth/me", "notifications",
            "labs", "certificates", $"assessments?course_id={way.Papers.Course}", $"assessments/{way.Assessment}", $"assessments/{way.Assessment}/result",
            $"assessments/{way.Assessment}/attempts", $"attempts/{way.Attempt}", $"leaderboard?scope=course&course_id={way.Papers.Course}",
        ];
        (string Path, object Body)[] writes =
        [
            .. way.Module.Lessons.SelectMany(lesson => (string[])["complete", "progress"], (lesson, what) => ($"{course}/lessons/{lesson.Id}/{what}", (object)new { time_spent = 1 })),
            ($"{course}/modules/{way.Module.Id}/complete", new { score = 100 }),
            ($"assessments/{way.Assessment}/submit", new { attempt_id = way.Attempt, answers = new { } }),
        ];
        var answers = new List<(string, string)>();
        foreach (var path in reads)
        {
            answers.Add(($"GET {path}", await client.GetStringAsync(new Uri($"/api/v1/{path}", UriKind.Relative))));
        }

        foreach (var (path, body) in writes)
        {
            answers.Add(($"POST {path}", await (await client.PostAsJsonAsync($"/api/v1/{path}", body)).Content.ReadAsStringAsync()));
        }

        return answers;
    }

    /// <summary>A course of an assessment and a lab, both scored; Workers' part is done here.</summary>
    private async Task<Way> ScoredAsync(string showScore, DateTimeOffset? closesAt)
    {
        var papers = await Papers.StartAsync(Api);
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("half", 0.375), ("whole", 1)));
        var assessment = await papers.AssessmentAsync(
            [new { question_id = question.Id() }], ("show_score", showScore), ("closes_at", closesAt), ("pass_mark", 30));
        var lab = await LabTests.LabAsync(papers.Teacher.Client, papers.Course, "instructor");
        var module = new TestModule(new TestLesson("assessment", assessment), new TestLesson("lab", lab.Id()));
        await Api.Database.AddOutlineAsync(papers.Course, module);
        await using (var rule = Api.Database.CreateCommand("update courses set completion_rule = 'score', minimum_score = 50 where id = $1"))
        {
            rule.Parameters.Add(new() { Value = papers.Course });
            await rule.ExecuteNonQueryAsync();
        }

        var learner = await papers.LearnerAsync();
        var paper = await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
        var asked = Papers.Asked(paper, "Which?");
        var answers = new Dictionary<Guid, object> { [Papers.QuestionId(asked)] = new { option_id = Papers.OptionId(asked, "half") } };
        await (await learner.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { answers })).DataAsync();
        var work = Api.Services.GetRequiredService<LearnerWork>();
        await work.ScoreAsync(assessment, learner.Id, 37.5m, passed: true, CancellationToken.None);
        await work.ScoreAsync(lab.Id(), learner.Id, 80, passed: true, CancellationToken.None);
        return new(papers, learner, assessment, paper.GetProperty("attempt").Id(), module);
    }

    private static async Task<JsonElement> GetAsync(Person person, string path) =>
        await (await person.Client.GetAsync(new Uri($"/api/v1/{path}", UriKind.Relative))).DataAsync();

    private sealed record Way(Papers Papers, Person Learner, Guid Assessment, Guid Attempt, TestModule Module);
}
