using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>A text that is accepted.</summary>
/// <param name="Text"><c>*</c> stands for any characters, <c>\*</c> for an asterisk; 1 to 1,000 characters.</param>
/// <param name="Fraction">Of the question's points, −1 to 1.</param>
/// <param name="Feedback">For who gave such an answer.</param>
public sealed record TextAnswer(string Text, decimal Fraction = 1, RichText? Feedback = null);

/// <summary>A few words are asked for; the first of the accepted texts that matches counts.</summary>
/// <param name="Answers">At least one.</param>
/// <param name="CaseSensitive">Whether "Paris" and "paris" differ.</param>
/// <param name="IgnoreAccents">Whether "Sao Paulo" is as good as "São Paulo".</param>
public sealed record ShortAnswer(IReadOnlyList<TextAnswer> Answers, bool CaseSensitive = false, bool IgnoreAccents = false) : QuestionBody
{
    public const string Kind = "short_answer";
    public const int AnswerMaxLength = 1_000;

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer Solution => new(Text: Answers.MaxBy(answer => answer.Fraction)!.Text);

    private protected override string AnswerMember => "text";

    public override IReadOnlyList<RichText> FeedbackFor(Answer? answer) =>
        answer?.Text is { } text && Taking(text)?.Feedback is { } feedback ? [feedback] : [];

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.answers", Answers, 1, PartsMaxCount, (path, answer) =>
        {
            check.Text($"{path}.text", answer.Text, AnswerMaxLength);
            check.Fraction($"{path}.fraction", answer.Fraction);
            check.OptionalText($"{path}.feedback", answer.Feedback);
        });
        check.That(Answers?.Any(answer => answer?.Fraction > 0) == true, "body.answers", "At least one must give points.");
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this;

    internal override QuestionView Show(QuestionView view, PartOrder order) => view;

    private protected override string? RefuseValue(Answer answer) =>
        answer.Text!.Length <= AnswerMaxLength ? null : $"At most {AnswerMaxLength} characters.";

    private protected override decimal? Fraction(Answer answer) => Taking(answer.Text!)?.Fraction ?? 0;

    private TextAnswer? Taking(string text) => string.IsNullOrWhiteSpace(text)
        ? null
        : Answers.FirstOrDefault(answer => TextMatch.Matches(answer.Text, text, CaseSensitive, IgnoreAccents));
}
