using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>Numbers that are accepted.</summary>
/// <param name="Value">The middle of them; null for any number (Moodle's <c>*</c>).</param>
/// <param name="Tolerance">How far from it is still right, 0 or more. A range 1..5 is 3 ± 2.</param>
/// <param name="Fraction">Of the question's points, −1 to 1.</param>
/// <param name="Feedback">For who gave such a number.</param>
public sealed record NumericAnswer(double? Value, double Tolerance = 0, decimal Fraction = 1, RichText? Feedback = null)
{
    // 3.13 is 3.14 ± 0.01, though binary fractions put it a hair outside.
    private const double Rounding = 1e-12;

    internal bool Takes(double number) =>
        Value is not { } value || Math.Abs(number - value) <= Tolerance + (Rounding * Math.Max(Math.Abs(value), Tolerance));
}

/// <summary>A number is asked for; the first of the answers that takes it counts.</summary>
public sealed record Numeric(IReadOnlyList<NumericAnswer> Answers) : QuestionBody
{
    public const string Kind = "numeric";

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer? Solution => Answers.MaxBy(answer => answer.Fraction) is { Value: { } value } ? new(Number: value) : null;

    private protected override string AnswerMember => "number";

    public override IReadOnlyList<RichText> FeedbackFor(Answer? answer) =>
        answer?.Number is { } number && Taking(number)?.Feedback is { } feedback ? [feedback] : [];

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.answers", Answers, 1, PartsMaxCount, (path, answer) =>
        {
            check.That(answer.Value is null || double.IsFinite(answer.Value.Value), $"{path}.value", "A finite number.");
            check.That(double.IsFinite(answer.Tolerance) && answer.Tolerance >= 0, $"{path}.tolerance", "0 or more.");
            check.Fraction($"{path}.fraction", answer.Fraction);
            check.OptionalText($"{path}.feedback", answer.Feedback);
        });
        check.That(Answers?.Any(answer => answer?.Fraction > 0) == true, "body.answers", "At least one must give points.");
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) => this;

    internal override QuestionView Show(QuestionView view, PartOrder order) => view;

    private protected override string? RefuseValue(Answer answer) => double.IsFinite(answer.Number!.Value) ? null : "A finite number.";

    private protected override decimal? Fraction(Answer answer) => Taking(answer.Number!.Value)?.Fraction ?? 0;

    private NumericAnswer? Taking(double number) => Answers.FirstOrDefault(answer => answer.Takes(number));
}
