using System.Text;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Whatever a learner sends as answers, it is stored as an answer or refused with a 4xx; the attempt goes on.</summary>
[Collection(StoresCollection.Name)]
public sealed class HostileAnswerTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task Answers_that_are_none_are_refused_and_change_nothing()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
        foreach (var (kind, question) in Papers.EveryKind("s"))
        {
            ids[kind] = (await papers.QuestionAsync(question)).Id();
        }

        var assessment = await papers.AssessmentAsync([.. ids.Values.Select(id => new { question_id = id })]);
        var learner = await papers.LearnerAsync();
        var attempt = await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
        var path = $"/api/v1/attempts/{attempt.GetProperty("attempt").Id()}/answers";
        var option = Papers.OptionId(Papers.Asked(attempt, "single"), "right one");
        var long_ = new string('x', 1_000_000);

        string[] bodies =
        [
            "", "{", "null", "[]", "{}", "{\"answers\":null}", "{\"answers\":[]}", "{\"answers\":{\"1\":{}}}",
            "{\"sequence\":-1,\"answers\":{}}", "{\"sequence\":1e30,\"answers\":{}}",
            One("single_choice", "[]"), One("single_choice", "7"), One("single_choice", "{\"option_id\":\"x\"}"),
            One("single_choice", $"{{\"option_id\":\"{Guid.NewGuid()}\"}}"), One("single_choice", "{\"text\":\"right one\"}"),
            One("single_choice", $"{{\"option_id\":\"{option}\",\"value\":true}}"),
            One("multiple_choice", $"{{\"option_ids\":[\"{option}\"]}}"),
            One("multiple_choice", "{\"option_ids\":[null]}"), One("multiple_choice", "{\"option_ids\":{}}"),
            One("true_false", "{\"value\":\"true\"}"), One("true_false", "{\"value\":1}"), One("numeric", "{\"number\":\"3\"}"),
            One("numeric", "{\"number\":1e999}"), One("short_answer", "{\"text\":7}"),
            One("short_answer", $"{{\"text\":\"{long_[..1_001]}\"}}"),
            One("short_answer", "{\"text\":\"a\\u0000b\"}"), One("essay", $"{{\"text\":\"{long_}\"}}"),
            One("essay", $"{{\"text\":\"{long_[..100_001]}\"}}"),
            One("matching", "{\"matches\":[]}"), One("matching", $"{{\"matches\":{{\"{Guid.NewGuid()}\":\"bark\"}}}}"),
            One("matching", "{\"matches\":{\"x\":\"bark\"}}"), One("ordering", "{\"item_ids\":[]}"),
            One("ordering", $"{{\"item_ids\":[\"{option}\"]}}"),
            $"{{\"answers\":{{\"{Guid.NewGuid()}\":{{\"value\":true}}}}}}",
        ];

        foreach (var body in bodies)
        {
            var answer = await learner.Client.PutAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));
            ((int)answer.StatusCode).ShouldBeOneOf([400, 413], body[..Math.Min(body.Length, 200)]);
        }

        var read = await (await learner.Client.GetAsync($"/api/v1/attempts/{attempt.GetProperty("attempt").Id()}")).DataAsync();
        read.GetProperty("sequence").GetInt64().ShouldBe(0);
        read.GetProperty("questions").EnumerateArray().ShouldAllBe(
            question => question.GetProperty("question").GetProperty("answer").ValueKind == JsonValueKind.Null);

        string One(string kind, string answer) => $"{{\"answers\":{{\"{ids[kind]}\":{answer}}}}}";
    }

    [Fact]
    public async Task Another_learners_attempt_is_not_there()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("right", 1), ("wrong", 0)));
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }]);
        var (learner, other) = (await papers.LearnerAsync(), await papers.LearnerAsync());
        var attempt = await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();
        var id = attempt.GetProperty("attempt").Id();

        (await other.Client.GetAsync($"/api/v1/attempts/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await other.Client.PutAsJsonAsync($"/api/v1/attempts/{id}/answers", new { answers = new { } })).StatusCode
            .ShouldBe(HttpStatusCode.NotFound);
        (await (await other.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { attempt_id = id })).ErrorAsync(
            HttpStatusCode.NotFound))
            .ShouldBe("ATTEMPT_NOT_FOUND");
        (await (await other.Client.PostAsJsonAsync($"/api/v1/assessments/{assessment}/submit", new { })).ErrorAsync(
            HttpStatusCode.Conflict))
            .ShouldBe("NO_ATTEMPT_RUNNING");
        (await other.Client.PutAsJsonAsync($"/api/v1/attempts/{id}/grades", new { grades = new { } })).StatusCode
            .ShouldBe(HttpStatusCode.Forbidden);
        (await (await other.Client.GetAsync($"/api/v1/assessments/{assessment}/attempts?user_id={learner.Id}")).DataAsync())
            .GetProperty("items").GetArrayLength().ShouldBe(0);
    }
}
