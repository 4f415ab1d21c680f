using System.Text.Json;
using LearningPlatform.Core.Assessments.Questions;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Assessments.Attempts;

/// <summary>Holds answers to the questions that were asked, before any of them is stored.</summary>
internal static class AnswerCheck
{
    /// <summary>
    /// A 400 with every answer that is none, by its question's id; null when all are right in form. Says nothing of right or wrong.
    /// </summary>
    public static Failure? Refuse(IEnumerable<(Guid Id, QuestionBody Body)> asked, IReadOnlyDictionary<Guid, Answer?> answers)
    {
        var bodies = asked.ToDictionary(question => question.Id, question => question.Body);
        var problems = answers
            .Select(answer => (answer.Key, Problem: bodies.TryGetValue(answer.Key, out var body)
                ? answer.Value is null ? null : body.Refuse(answer.Value)
                : "This attempt has no such question."))
            .Where(answer => answer.Problem is not null)
            .ToDictionary(answer => $"answers.{answer.Key}", answer => new[] { answer.Problem! }, StringComparer.Ordinal);
        return problems.Count == 0 ? null : Failure.Invalid(problems);
    }

    /// <summary>As a parameter of type <c>jsonb[]</c>; what is empty is null.</summary>
    public static NpgsqlParameter ToJson(IEnumerable<Answer?> answers) => new()
    {
        Value = answers
            .Select(answer => answer is null || answer.IsEmpty ? null : JsonSerializer.Serialize(answer, QuestionJson.Default.Answer))
            .ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
    };
}
