using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>A statement that holds or does not.</summary>
/// <param name="Answer">Whether it holds.</param>
/// <param name="TrueFeedback">For who says that it holds.</param>
/// <param name="FalseFeedback">For who says that it does not.</param>
public sealed record TrueFalse(bool Answer, RichText? TrueFeedback = null, RichText? FalseFeedback = null) : QuestionBody
{
    public const string Kind = "true_false";

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer Solution => new(Value: Answer);

    private protected override string AnswerMember => "value";

    public override IReadOnlyList<RichText> FeedbackFor(Answer? answer) =>
        (answer?.Value switch { true => TrueFeedback, false => FalseFeedback, null => null }) is { } feedback ? [feedback] : [];

    internal override void Check(QuestionCheck check)
    {
        check.OptionalText("body.true_feedback", TrueFeedback);
        check.OptionalText("body.false_feedback", FalseFeedback);
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this;

    internal override QuestionView Show(QuestionView view, PartOrder order) => view;

    private protected override string? RefuseValue(Answer answer) => null;

    private protected override decimal? Fraction(Answer answer) => answer.Value == Answer ? 1 : 0;
}
