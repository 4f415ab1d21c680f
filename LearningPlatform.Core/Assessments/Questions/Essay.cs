using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>One thing that an essay is graded for.</summary>
/// <param name="Id">Random.</param>
/// <param name="Description">What is looked at; learners see it.</param>
/// <param name="Points">The most that it gives, above 0; only its share of all criteria counts.</param>
public sealed record RubricCriterion(Guid Id, string Description, decimal Points);

/// <summary>Free text, graded by hand.</summary>
/// <param name="Rubric">What it is graded for; empty for one grade as a whole.</param>
/// <param name="GraderNotes">For who grades; learners never see it.</param>
/// <param name="Template">What the learner's text starts with.</param>
public sealed record Essay(
    IReadOnlyList<RubricCriterion>? Rubric = null, RichText? GraderNotes = null, RichText? Template = null)
    : QuestionBody
{
    public const string Kind = "essay";
    public const int AnswerMaxLength = 100_000;
    public const int CriteriaMaxCount = 20;
    public const int DescriptionMaxLength = 2_000;

    [JsonIgnore]
    public override string KindWord => Kind;

    [JsonIgnore]
    public override Answer? Solution => null;

    private protected override string AnswerMember => "text";

    internal override void Check(QuestionCheck check)
    {
        check.Each("body.rubric", Rubric ?? [], 0, CriteriaMaxCount, (path, criterion) =>
        {
            check.Text($"{path}.description", criterion.Description, DescriptionMaxLength);
            check.That(criterion.Points is > 0 and <= Question.PointsMax, $"{path}.points", $"More than 0, at most {Question.PointsMax}.");
        });
        check.DistinctIds("body.rubric", Rubric, criterion => criterion.Id);
        check.OptionalText("body.grader_notes", GraderNotes);
        check.OptionalText("body.template", Template);
    }

    internal override QuestionBody WithIds(Func<Guid, Guid> map) =>
        this with { Rubric = [.. (Rubric ?? []).Select(criterion => criterion with { Id = map(criterion.Id) })] };

    internal override QuestionView Show(QuestionView view, PartOrder order) => view with
    {
        Rubric = [.. (Rubric ?? []).Select(criterion => new CriterionView(criterion.Id, criterion.Description, criterion.Points))],
        Template = Template,
    };

    private protected override string? RefuseValue(Answer answer) =>
        answer.Text!.Length <= AnswerMaxLength ? null : $"At most {AnswerMaxLength} characters.";

    private protected override decimal? Fraction(Answer answer) => string.IsNullOrWhiteSpace(answer.Text) ? 0 : null;
}
