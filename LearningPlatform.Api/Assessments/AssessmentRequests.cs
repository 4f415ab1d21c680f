using FluentValidation;
using LearningPlatform.Core.Assessments;
using LearningPlatform.Core.Assessments.Grading;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Api.Assessments;

/// <summary>A question of an assessment, or a pool that some are drawn from.</summary>
/// <param name="QuestionId">A question; then nothing else but points.</param>
/// <param name="BankId">A pool: the bank.</param>
/// <param name="Category">Of the bank, with everything below it; absent for all of it.</param>
/// <param name="Tags">What the drawn questions must all have.</param>
/// <param name="Draw">How many, 1 to 200.</param>
/// <param name="Points">What each is worth; absent for what its question says.</param>
public sealed record ItemRequest(
    Guid? QuestionId = null, Guid? BankId = null, string? Category = null, string[]? Tags = null, int? Draw = null, decimal? Points = null)
{
    internal NewItem ToNew() => new(QuestionId, BankId, Category, Tags ?? [], Draw, Points);
}

/// <summary>An assessment as its author describes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Instructions">Markdown, at most 20,000 characters.</param>
/// <param name="Status">published when absent.</param>
/// <param name="PassMark">In percent; 50 when absent.</param>
/// <param name="AttemptsLimit">1 to 1,000; absent for as many as one likes.</param>
/// <param name="TimeLimitSeconds">1 second to 30 days; absent for none.</param>
/// <param name="GraceSeconds">0 to 300; 3 when absent.</param>
/// <param name="OpensAt">Absent for at once.</param>
/// <param name="ClosesAt">Absent for never.</param>
/// <param name="ShuffleQuestions">false when absent.</param>
/// <param name="ShuffleAnswers">true when absent.</param>
/// <param name="ShowScore">never, after_submit (when absent) or after_close, which needs <c>closes_at</c>.</param>
/// <param name="ShowFeedback">As <paramref name="ShowScore"/>.</param>
/// <param name="ShowAnswers">As <paramref name="ShowScore"/>, but never when absent.</param>
/// <param name="Scoring">best (when absent), latest or average.</param>
/// <param name="Items">In order.</param>
public record AssessmentRequest(
    string? Title,
    string? Instructions = null,
    AssessmentStatus? Status = null,
    decimal? PassMark = null,
    int? AttemptsLimit = null,
    int? TimeLimitSeconds = null,
    int? GraceSeconds = null,
    DateTimeOffset? OpensAt = null,
    DateTimeOffset? ClosesAt = null,
    bool? ShuffleQuestions = null,
    bool? ShuffleAnswers = null,
    Disclosure? ShowScore = null,
    Disclosure? ShowFeedback = null,
    Disclosure? ShowAnswers = null,
    AttemptScoring? Scoring = null,
    ItemRequest[]? Items = null)
{
    private const decimal PassMarkDefault = 50;

    internal AssessmentContent ToContent() => new(
        Title!.Trim(),
        Instructions ?? "",
        Status ?? AssessmentStatus.Published,
        PassMark ?? PassMarkDefault,
        AttemptsLimit,
        TimeLimitSeconds,
        GraceSeconds ?? (int)Assessment.GraceDefault.TotalSeconds,
        OpensAt?.ToUniversalTime(),
        ClosesAt?.ToUniversalTime(),
        ShuffleQuestions ?? false,
        ShuffleAnswers ?? true,
        ShowScore ?? Disclosure.AfterSubmit,
        ShowFeedback ?? Disclosure.AfterSubmit,
        ShowAnswers ?? Disclosure.Never,
        Scoring ?? AttemptScoring.Best);

    internal IReadOnlyList<NewItem> ToItems() => [.. (Items ?? []).Select(item => item.ToNew())];
}

/// <summary>A new assessment.</summary>
/// <param name="CourseId">Its course; it stays there.</param>
/// <param name="Title">As in <see cref="AssessmentRequest"/>, with everything that may follow there.</param>
public sealed record NewAssessmentRequest(Guid? CourseId, string? Title) : AssessmentRequest(Title);

internal class AssessmentRequestValidator<T> : AbstractValidator<T>
    where T : AssessmentRequest
{
    private static readonly string TooLate = $"No later than the year {Assessment.LastYear}.";

    public AssessmentRequestValidator()
    {
        RuleFor(assessment => assessment.Title).NotEmpty().MaximumLength(Assessment.TitleMaxLength);
        RuleFor(assessment => assessment.Instructions).MaximumLength(Assessment.InstructionsMaxLength);
        RuleFor(assessment => assessment.PassMark).InclusiveBetween(0, 100);
        RuleFor(assessment => assessment.AttemptsLimit).InclusiveBetween(1, Assessment.AttemptsMax);
        RuleFor(assessment => assessment.TimeLimitSeconds).InclusiveBetween(1, (int)Assessment.TimeLimitMax.TotalSeconds);
        RuleFor(assessment => assessment.GraceSeconds).InclusiveBetween(0, (int)Assessment.GraceMax.TotalSeconds);
        RuleFor(assessment => assessment.OpensAt).Must(IsWithinYears).WithMessage(TooLate);
        RuleFor(assessment => assessment.ClosesAt).Must(IsWithinYears).WithMessage(TooLate);
        RuleFor(assessment => assessment.ClosesAt).GreaterThan(assessment => assessment.OpensAt)
            .When(assessment => assessment.OpensAt is not null && assessment.ClosesAt is not null);
        RuleFor(assessment => assessment.ClosesAt).NotNull().WithMessage("after_close needs a closing date.")
            .When(assessment => Disclosure.AfterClose == assessment.ShowScore || Disclosure.AfterClose == assessment.ShowFeedback
                || Disclosure.AfterClose == assessment.ShowAnswers);
        RuleFor(assessment => assessment.Items)
            .Must(items => items is null || items.Length <= Assessment.ItemsMaxCount).WithMessage($"At most {Assessment.ItemsMaxCount}.")
            .Must(items => items is null || items.Sum(item => (long)(item?.Draw ?? 1)) <= Assessment.QuestionsMaxCount)
            .WithMessage($"At most {Assessment.QuestionsMaxCount} questions in one attempt.")
            .Must(HasEachQuestionOnce).WithMessage("Each question once.");
        RuleForEach(assessment => assessment.Items).NotNull().Must(IsQuestionOrPool)
            .WithMessage("Either question_id, or bank_id and draw (1 to 200); points above 0, at most 1,000.");
    }

    private static bool IsWithinYears(DateTimeOffset? moment) => moment is null or { Year: <= Assessment.LastYear };

    private static bool HasEachQuestionOnce(ItemRequest?[]? items)
    {
        var ids = (items ?? []).Select(item => item?.QuestionId).OfType<Guid>().ToList();
        return ids.Distinct().Count() == ids.Count;
    }

    private static bool IsQuestionOrPool(ItemRequest? item) =>
        item is { QuestionId: not null, BankId: null, Draw: null, Category: null, Tags: null or [] }
            or { QuestionId: null, BankId: not null, Draw: >= 1 and <= AssessmentItem.DrawMax }
        && item.Points is null or (>= Question.PointsMin and <= Question.PointsMax)
        && item.Category is null or { Length: <= CategoryPath.MaxLength }
        && (item.Tags ?? []).Length <= Question.TagsMaxCount
        && (item.Tags ?? []).All(tag => tag is { Length: > 0 and <= Question.TagMaxLength });
}

internal sealed class NewAssessmentRequestValidator : AssessmentRequestValidator<NewAssessmentRequest>
{
    public NewAssessmentRequestValidator() => RuleFor(assessment => assessment.CourseId).NotNull();
}

/// <summary>Answers to save: only those that changed.</summary>
/// <param name="Answers">A question's id → its answer; null takes it back.</param>
/// <param name="Sequence">Grows with each save of a client; one that comes late is refused. Absent: this save is the newest.</param>
public sealed record SaveRequest(Dictionary<Guid, Answer?>? Answers, long? Sequence = null);

internal sealed class SaveRequestValidator : AbstractValidator<SaveRequest>
{
    public SaveRequestValidator()
    {
        RuleFor(save => save.Answers).NotNull();
        RuleFor(save => save.Sequence).GreaterThan(0);
    }
}

/// <summary>The end of an attempt.</summary>
/// <param name="AttemptId">The attempt; absent for the one that runs.</param>
/// <param name="Answers">On top of those that are saved.</param>
public sealed record SubmitRequest(Guid? AttemptId = null, Dictionary<Guid, Answer?>? Answers = null);

/// <summary>Grades of an attempt's essays.</summary>
/// <param name="Grades">A question's id → its grade.</param>
/// <param name="Reason">Needed to change a grade; at most 1,000 characters.</param>
public sealed record GradesRequest(Dictionary<Guid, EssayGrade>? Grades, string? Reason = null);

internal sealed class GradesRequestValidator : AbstractValidator<GradesRequest>
{
    public GradesRequestValidator()
    {
        RuleFor(request => request.Grades).NotEmpty().Must(grades => grades is null || grades.Values.All(grade => grade is not null))
            .WithMessage("A grade for each.");
        RuleFor(request => request.Reason).MaximumLength(EssayGrading.ReasonMaxLength);
    }
}

/// <summary>Why scores are made anew.</summary>
/// <param name="Reason">1 to 1,000 characters; kept in the history.</param>
public sealed record RegradeRequest(string? Reason);

internal sealed class RegradeRequestValidator : AbstractValidator<RegradeRequest>
{
    public RegradeRequestValidator() => RuleFor(request => request.Reason).NotEmpty().MaximumLength(EssayGrading.ReasonMaxLength);
}
