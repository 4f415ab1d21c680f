using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>What the braces of a question can be.</summary>
internal enum GiftKind
{
    Description,
    Essay,
    TrueFalse,
    Numeric,
    Choice,
    Matching,
    Ordering,
    Short,
}

/// <summary>A question as the format has it.</summary>
/// <param name="Title">What stands between <c>::</c>.</param>
/// <param name="Stem">With <see cref="Question.Blank"/> in the answers' place where text follows them.</param>
/// <param name="Kind">Told by the answers' marks.</param>
/// <param name="Answers">In order.</param>
/// <param name="GeneralFeedback">What follows <c>####</c>.</param>
internal sealed record GiftQuestion(
    string? Title, RichText Stem, GiftKind Kind, IReadOnlyList<GiftAnswer> Answers, RichText? GeneralFeedback)
{
    /// <summary>Of true/false: the second feedback, for the right answer; the first, for the wrong one, is the answer's.</summary>
    public RichText? RightFeedback { get; init; }
}

/// <summary>One answer.</summary>
/// <param name="Mark">
/// <c>=</c> or <c>~</c>; of true/false <c>T</c> or <c>F</c>; of an item to be ordered <c>&gt;</c>; NUL for one without a mark.
/// </param>
/// <param name="Weight">What stands between <c>%</c>, as a fraction.</param>
/// <param name="Text">Of matching pairs, the prompt.</param>
/// <param name="Feedback">What follows <c>#</c>.</param>
/// <param name="Match">Of matching pairs, what follows the arrow.</param>
internal sealed record GiftAnswer(char Mark, decimal? Weight, RichText Text, RichText? Feedback, string? Match = null);
