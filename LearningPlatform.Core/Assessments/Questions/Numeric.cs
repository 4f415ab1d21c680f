using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>Numbers that are accepted.</summary>
/// <param name="Value">The middle of them; null for any number (Moodle's <c>*</c>).</param>
/// <param name="Tolerance">How far from it is still right, 0 or more. A range 1..5 is 3 ± 2.</param>
/// <param name="Fraction">Of the question's points, −1 to 1.</param>
/// <param name="Feedback">For who gave such a number.</param>
public sealed record NumericAnswer(double? Value, double Tolerance = 0, decimal Fraction = 1, RichText? Feedback = null);

/// <summary>A number is asked for; the first of the answers that takes it counts.</summary>
public sealed record Numeric(IReadOnlyList<NumericAnswer> Answers) : QuestionBody
{
    public const string Kind = "numeric";

    [JsonIgnore]
    public override string KindWord => Kind;

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
}
