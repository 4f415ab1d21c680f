using LearningPlatform.ApiTests.Catalog;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>What tests share that put a course with assessments into an archive.</summary>
public abstract class AssessmentArchiveTest(SharedApi shared) : AuthoringTest(shared)
{
    protected const string Secret = "xyzzy-secret";
    protected const string Dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    protected const string NotDrawn = "not drawn by anything";

    /// <summary>
    /// A course with a lesson for the assessment "Every kind", which has a question of every kind and one with a picture, and the draft
    /// "Pools", which draws from the course's bank and from some of its author's own.
    /// </summary>
    internal async Task<Papers> FullAsync()
    {
        var papers = await Papers.StartAsync(Api);
        var items = new List<object>();
        foreach (var question in Papers.EveryKind(Secret).Values)
        {
            items.Add(new { question_id = (await papers.QuestionAsync(question)).Id() });
        }

        items.Add(new { question_id = await PictureAsync(papers), points = 2 });
        var everyKind = await papers.AssessmentAsync(
            [.. items],
            ("title", "Every kind"), ("instructions", "Take *time*."), ("pass_mark", 62.5), ("attempts_limit", 3),
            ("time_limit_seconds", 900), ("grace_seconds", 7), ("opens_at", "2020-02-03T04:05:06.789Z"),
            ("closes_at", "2100-01-01T00:00:00Z"), ("shuffle_questions", true),
            ("shuffle_answers", false), ("show_feedback", "never"), ("show_answers", "after_close"), ("scoring", "average"));

        var own = (await (await papers.Teacher.Client.PostAsJsonAsync("/api/v1/question-banks", new { title = "Own" })).DataAsync()).Id();
        var drawn = await OwnAsync("own bank 1", "Routing/BGP", "core");
        await OwnAsync("own bank 2", "Routing", "core", "new");
        await OwnAsync(NotDrawn, "Routing", "new");
        await papers.AssessmentAsync(
            [
                new { bank_id = own, category = "Routing", tags = new[] { "core" }, draw = 2, points = 1.25 },
                new { bank_id = papers.Bank, draw = 3 },
                new { question_id = drawn },
            ],
            ("title", "Pools"), ("status", "draft"));

        var module = await ModuleAsync(papers.Teacher, papers.Course, "One");
        await LessonAsync(
            papers.Teacher, papers.Course, module, "test", new { title = "test", kind = "assessment", activity_id = everyKind });
        await PublishAsync(papers.Teacher, papers.Course);
        return papers;

        async Task<Guid> OwnAsync(string stem, string category, params string[] tags)
        {
            var body = new { kind = "true_false", answer = true };
            var answer = await papers.Teacher.Client.PostAsJsonAsync(
                $"/api/v1/question-banks/{own}/questions", new { name = stem, stem = Papers.Text(stem), category, tags, body });
            return (await answer.DataAsync()).Id();
        }
    }

    /// <summary>A question with a picture in its text.</summary>
    private static async Task<Guid> PictureAsync(Papers papers)
    {
        var file = new StringContent(
            $"""
            <quiz><question type="shortanswer"><name><text>Dot</text></name><questiontext format="html">
            <text><![CDATA[picture: <img src="@@PLUGINFILE@@/dot.png">]]></text>
            <file name="dot.png" encoding="base64">{Dot}</file></questiontext>
            <answer fraction="100"><text>dot</text></answer></question></quiz>
            """);
        var report = await (await papers.Teacher.Client.PostAsync($"/api/v1/assessments/import?bank_id={papers.Bank}", file)).DataAsync();
        return report.GetProperty("questions")[0].Id();
    }
}
