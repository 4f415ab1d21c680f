using System.Text.Json.Serialization;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Grading;

/// <summary>What a person says of an essay.</summary>
/// <param name="Criteria">Points for each criterion of the rubric: its id → 0 to its points.</param>
/// <param name="Percent">0 to 100, for an essay without a rubric.</param>
/// <param name="Comment">For the learner; at most 5,000 characters.</param>
public sealed record EssayGrade(IReadOnlyDictionary<Guid, decimal>? Criteria = null, decimal? Percent = null, string? Comment = null)
{
    public const int CommentMaxLength = 5_000;

    /// <summary>The part of the points that it gives, to four places; a refusal names what is wrong with it.</summary>
    public Outcome<decimal> FractionOf(Essay essay)
    {
        ArgumentNullException.ThrowIfNull(essay);
        if (Comment is { Length: > CommentMaxLength })
        {
            return Failure.Invalid("comment", $"At most {CommentMaxLength} characters.");
        }

        var rubric = essay.Rubric ?? [];
        if (rubric.Count == 0)
        {
            return Percent is >= 0 and <= 100 && Criteria is null or { Count: 0 }
                ? Math.Round(Percent.GetValueOrDefault() / 100, 4)
                : Failure.Invalid("percent", "0 to 100, and no criteria: this essay has no rubric.");
        }

        var right = Percent is null && Criteria?.Count == rubric.Count
            && rubric.All(criterion => Criteria.TryGetValue(criterion.Id, out var points) && points >= 0 && points <= criterion.Points);
        return right
            ? Math.Round(Criteria!.Values.Sum() / rubric.Sum(criterion => criterion.Points), 4)
            : Failure.Invalid("criteria", "Give each criterion of the rubric from 0 to its points.");
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EssayGrade))]
internal sealed partial class EssayGradeJson : JsonSerializerContext;
