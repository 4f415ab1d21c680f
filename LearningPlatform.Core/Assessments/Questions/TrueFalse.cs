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

    internal override void Check(QuestionCheck check)
    {
        check.OptionalText("body.true_feedback", TrueFeedback);
        check.OptionalText("body.false_feedback", FalseFeedback);
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this;
}
