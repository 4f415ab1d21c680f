namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>A part of a question that is chosen, matched or put in order.</summary>
public sealed record PartView(Guid Id, RichText Text);

/// <summary>What an essay is graded for.</summary>
public sealed record CriterionView(Guid Id, string Description, decimal Points);

/// <summary>
/// A question as its learner sees it. It has no member for what must stay secret, so nothing can slip through: the name is left out too,
/// since authors write answers into names.
/// </summary>
/// <param name="QuestionId">Answers name it.</param>
/// <param name="Kind">single_choice, multiple_choice, true_false, numeric, short_answer, matching, ordering or essay.</param>
/// <param name="Stem">What is asked; <c>_____</c> stands for a missing word.</param>
/// <param name="Points">What it is worth in this assessment.</param>
/// <param name="Options">Of choices.</param>
/// <param name="Prompts">Of matching: the left side.</param>
/// <param name="Matches">Of matching: the right side, each text once.</param>
/// <param name="Items">Of ordering.</param>
/// <param name="Rubric">Of essays.</param>
/// <param name="Template">Of essays: what the text starts with.</param>
/// <param name="Answer">What is stored of the learner's answer; null for none.</param>
public sealed record QuestionView(
    Guid QuestionId,
    string Kind,
    RichText Stem,
    decimal Points,
    IReadOnlyList<PartView>? Options = null,
    IReadOnlyList<PartView>? Prompts = null,
    IReadOnlyList<string>? Matches = null,
    IReadOnlyList<PartView>? Items = null,
    IReadOnlyList<CriterionView>? Rubric = null,
    RichText? Template = null,
    Answer? Answer = null)
{
    /// <summary>Shows <paramref name="question"/>.</summary>
    public static QuestionView Of(Guid id, Question question, decimal points, PartOrder order)
    {
        ArgumentNullException.ThrowIfNull(question);
        return question.Body.Show(new(id, question.Body.KindWord, question.Stem, points), order);
    }
}

/// <summary>In which order a question's parts are shown: the same for one attempt and question for ever.</summary>
/// <param name="Seed">Of the attempt and the question.</param>
/// <param name="ShuffleParts">Whether the assessment wants the parts shuffled where their authors allow it.</param>
public readonly record struct PartOrder(ulong Seed, bool ShuffleParts)
{
    internal IReadOnlyList<T> Choose<T>(IEnumerable<T> parts, bool mayShuffle) => ShuffleParts && mayShuffle ? Shuffle(parts) : [.. parts];

    /// <summary>For parts whose written order would be the answer.</summary>
    internal IReadOnlyList<T> Shuffle<T>(IEnumerable<T> parts) => new SplitMix64(Seed).Shuffle(parts);
}
