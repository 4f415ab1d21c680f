using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>What kind a question is of, with its answers. In JSON, <c>kind</c> tells which.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(SingleChoice), SingleChoice.Kind)]
[JsonDerivedType(typeof(MultipleChoice), MultipleChoice.Kind)]
[JsonDerivedType(typeof(TrueFalse), TrueFalse.Kind)]
[JsonDerivedType(typeof(Numeric), Numeric.Kind)]
[JsonDerivedType(typeof(ShortAnswer), ShortAnswer.Kind)]
[JsonDerivedType(typeof(Matching), Matching.Kind)]
[JsonDerivedType(typeof(Ordering), Ordering.Kind)]
[JsonDerivedType(typeof(Essay), Essay.Kind)]
public abstract record QuestionBody
{
    /// <summary>Options, pairs, items or accepted answers of one question.</summary>
    public const int PartsMaxCount = 100;

    private const int FractionDecimals = 4;

    /// <summary>Its word in JSON and in lists, as in <c>single_choice</c>.</summary>
    [JsonIgnore]
    public abstract string KindWord { get; }

    /// <summary>The member of <see cref="Answer"/> that answers this kind.</summary>
    private protected abstract string AnswerMember { get; }

    /// <summary>Why this is no answer to the question, as one sentence; null when it is one, right or wrong.</summary>
    public string? Refuse(Answer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var members = answer.Members().ToList();
        return members.Count == 0
            ? null
            : members is [var only] && only == AnswerMember ? RefuseValue(answer) : $"Answer with {AnswerMember} and nothing else.";
    }

    /// <summary>
    /// The part of the points that an answer gets: 0 to 1, to four places (a third of three is 1 then); null when a person must say.
    /// No answer gets 0.
    /// </summary>
    public decimal? Score(Answer? answer)
    {
        if (answer is null || answer.IsEmpty)
        {
            return 0;
        }

        return Fraction(answer) is { } fraction ? Math.Clamp(Math.Round(fraction, FractionDecimals), 0, 1) : null;
    }

    /// <summary>What the author says to this answer.</summary>
    public virtual IReadOnlyList<RichText> FeedbackFor(Answer? answer) => [];

    /// <summary>An answer with all the points; null where there is none to give.</summary>
    [JsonIgnore]
    public abstract Answer? Solution { get; }

    /// <summary>Adds what is wrong with it; copes with anything that JSON can make of it.</summary>
    internal abstract void Check(QuestionCheck check);

    /// <summary>The same with every part's id replaced.</summary>
    internal abstract QuestionBody WithIds(Func<Guid, Guid> map);

    /// <summary>
    /// What learners see: without fractions, accepted answers and feedback, in the order that <paramref name="order"/> gives.
    /// </summary>
    internal abstract QuestionView Show(QuestionView view, PartOrder order);

    /// <summary>Refuses a value that cannot be one of this question's: an unknown id, too much text.</summary>
    private protected abstract string? RefuseValue(Answer answer);

    /// <summary>The sum of what an answer earns, before it is kept within 0 and 1; null when a person must say.</summary>
    private protected abstract decimal? Fraction(Answer answer);
}
