using System.Text;

namespace LearningPlatform.ApiTests.Assessments;

/// <summary>Question banks and their questions over HTTP.</summary>
[Collection(StoresCollection.Name)]
public sealed class BankTests(SharedApi shared) : IClassFixture<SharedApi>
{
    [Fact]
    public async Task A_question_is_added_found_edited_and_removed_and_its_versions_stay()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var client = papers.Teacher.Client;
        var question = await papers.QuestionAsync(Papers.EveryKind("s")["matching"]);
        var path = $"/api/v1/questions/{question.Id()}";

        var list = await (await client.GetAsync($"/api/v1/question-banks/{papers.Bank}/questions?kind=matching&tag=MATCHING&q=MATCH"))
            .DataAsync();
        list.GetProperty("items").EnumerateArray().Single().Id().ShouldBe(question.Id());
        var edit = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = JsonContent.Create(Papers.Choice("Which?", ("a", 1), ("b", 0))),
        };
        edit.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await (await client.SendAsync(edit)).DataAsync()).GetProperty("version").GetInt32().ShouldBe(2);
        var stale = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = JsonContent.Create(Papers.Choice("Which?", ("a", 1), ("c", 0))),
        };
        stale.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        (await client.SendAsync(stale)).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        var first = await (await client.GetAsync($"{path}?version=1")).DataAsync();
        first.GetProperty("content").GetProperty("body").GetProperty("kind").GetString().ShouldBe("matching");
        (await client.DeleteAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync(path)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_same_question_is_in_a_bank_once_whatever_its_ids_and_tags()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var question = Papers.Choice("Which?", ("a", 1), ("b", 0));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            papers.Teacher.Client.PostAsJsonAsync($"/api/v1/question-banks/{papers.Bank}/questions", question)));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created).ShouldBe(1);
        foreach (var answer in answers.Where(answer => answer.StatusCode != HttpStatusCode.Created))
        {
            (await answer.ErrorAsync(HttpStatusCode.Conflict)).ShouldBe("QUESTION_EXISTS");
        }
    }

    [Fact]
    public async Task A_bank_that_an_assessment_uses_cannot_be_deleted_but_goes_with_its_course()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var client = papers.Teacher.Client;
        var question = await papers.QuestionAsync(Papers.Choice("Which?", ("a", 1), ("b", 0)));
        var assessment = await papers.AssessmentAsync([new { question_id = question.Id() }, new { bank_id = papers.Bank, draw = 1 }]);
        var learner = await papers.LearnerAsync();
        (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await (await client.DeleteAsync($"/api/v1/question-banks/{papers.Bank}")).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("QUESTION_BANK_IN_USE");
        (await (await client.DeleteAsync($"/api/v1/assessments/{assessment}")).ErrorAsync(HttpStatusCode.Conflict))
            .ShouldBe("ASSESSMENT_HAS_ATTEMPTS");
        (await client.DeleteAsync($"/api/v1/courses/{papers.Course}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetAsync($"/api/v1/question-banks/{papers.Bank}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetAsync($"/api/v1/assessments/{assessment}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_assessment_takes_questions_of_its_course_and_of_its_author_only()
    {
        var papers = await Papers.StartAsync(shared.Api);
        var other = await Papers.StartAsync(shared.Api);
        var foreign = await other.QuestionAsync(Papers.Choice("Which?", ("a", 1), ("b", 0)));
        var own = (await (await papers.Teacher.Client.PostAsJsonAsync("/api/v1/question-banks", new { title = "Mine" })).DataAsync()).Id();

        foreach (var item in (object[])
            [new { question_id = foreign.Id() }, new { bank_id = other.Bank, draw = 1 }, new { question_id = Guid.NewGuid() }])
        {
            var refused = await papers.Teacher.Client.PostAsJsonAsync("/api/v1/assessments", papers.Assessment([item]));
            (await refused.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBe("VALIDATION_FAILED");
        }

        await papers.AssessmentAsync([new { bank_id = own, draw = 1 }]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":\"spell\"}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":7}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":[]}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":null}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"options\":[null],\"kind\":\"single_choice\"}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":\"true_false\"},\"points\":1e400}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":\"numeric\",\"answers\":[{\"value\":1e999}]}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\",\"format\":\"pdf\"},\"body\":{\"kind\":\"true_false\"}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\\u0000\"},\"body\":{\"kind\":\"true_false\"}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":\"short_answer\",\"answers\":[{\"text\":\"c\\u0000\"}]}}")]
    [InlineData("{\"name\":\"a\",\"stem\":{\"text\":\"b\"},\"body\":{\"kind\":\"true_false\"},\"tags\":[null]}")]
    public async Task What_is_no_question_is_refused(string body)
    {
        var papers = await SharedPapersAsync();

        var answer = await papers.Teacher.Client.PostAsync(
            $"/api/v1/question-banks/{papers.Bank}/questions", new StringContent(body, Encoding.UTF8, "application/json"));

        (await answer.ErrorAsync(HttpStatusCode.BadRequest)).ShouldBeOneOf("VALIDATION_FAILED", "MALFORMED_JSON", "BODY_REQUIRED");
    }

    private static Papers? _papers;

    private async Task<Papers> SharedPapersAsync() => _papers ??= await Papers.StartAsync(shared.Api);
}
