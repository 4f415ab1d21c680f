using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>What a learner answers: the one member that belongs to the question's kind; none of them is "not answered".</summary>
/// <param name="OptionId">single_choice.</param>
/// <param name="OptionIds">multiple_choice: each chosen option once.</param>
/// <param name="Value">true_false.</param>
/// <param name="Number">numeric.</param>
/// <param name="Text">short_answer, at most 1,000 characters; essay, at most 100,000.</param>
/// <param name="Matches">matching: a prompt's id → the match's text. Prompts may be left out.</param>
/// <param name="ItemIds">ordering: all items, in the learner's order.</param>
public sealed record Answer(
    Guid? OptionId = null,
    IReadOnlyList<Guid>? OptionIds = null,
    bool? Value = null,
    double? Number = null,
    string? Text = null,
    IReadOnlyDictionary<Guid, string>? Matches = null,
    IReadOnlyList<Guid>? ItemIds = null)
{
    [JsonIgnore]
    public bool IsEmpty => !Members().Any();

    /// <summary>The JSON names of the members that are there.</summary>
    internal IEnumerable<string> Members()
    {
        (string Name, bool Given)[] members =
        [
            ("option_id", OptionId is not null),
            ("option_ids", OptionIds is not null),
            ("value", Value is not null),
            ("number", Number is not null),
            ("text", Text is not null),
            ("matches", Matches is not null),
            ("item_ids", ItemIds is not null),
        ];
        return members.Where(member => member.Given).Select(member => member.Name);
    }
}
