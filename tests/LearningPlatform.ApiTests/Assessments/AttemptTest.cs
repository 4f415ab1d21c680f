namespace LearningPlatform.ApiTests.Assessments;

/// <summary>What tests do that take an assessment.</summary>
[Collection(StoresCollection.Name)]
public abstract class AttemptTest(SharedApi shared) : IClassFixture<SharedApi>
{
    protected const string Secret = "xyzzy-secret";

    protected ApiFactory Api => shared.Api;

    /// <summary>An assessment with a question of every kind, whose answers have the secret word.</summary>
    internal static async Task<Guid> EveryKindAsync(Papers papers, params (string Field, object? Value)[] fields)
    {
        var items = new List<object>();
        foreach (var question in Papers.EveryKind(Secret).Values)
        {
            items.Add(new { question_id = (await papers.QuestionAsync(question)).Id() });
        }

        return await papers.AssessmentAsync([.. items], fields);
    }

    /// <summary>An assessment with one choice between right and wrong.</summary>
    internal static async Task<Guid> ChoiceAsync(Papers papers, params (string Field, object? Value)[] fields)
    {
        var question = await papers.QuestionAsync(Papers.Choice($"Which? {Guid.NewGuid()}", ("right", 1), ("wrong", 0)));
        return await papers.AssessmentAsync([new { question_id = question.Id() }], fields);
    }

    protected static async Task<JsonElement> StartAsync(Person learner, Guid assessment) =>
        await (await learner.Client.PostAsync($"/api/v1/assessments/{assessment}/attempts", null)).DataAsync();

    protected static Task<HttpResponseMessage> SaveAsync(Person learner, Guid attempt, long? sequence, Dictionary<Guid, object?> answers) =>
        learner.Client.PutAsJsonAsync($"/api/v1/attempts/{attempt}/answers", new { sequence, answers });
}
