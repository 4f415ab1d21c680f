using System.Text.Json.Serialization;
using FluentValidation;
using LearningPlatform.Core.Assessments.Banks;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Api.Assessments;

/// <summary>A question bank.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="CourseId">Whose bank it is to be; absent for one of the caller's own. On creation only.</param>
public sealed record BankRequest(string? Title, Guid? CourseId = null);

internal sealed class BankRequestValidator : AbstractValidator<BankRequest>
{
    public BankRequestValidator() => RuleFor(bank => bank.Title).NotEmpty().MaximumLength(QuestionBank.TitleMaxLength);
}

/// <summary>A question as its author writes it; docs/assessments.md describes each kind's <c>body</c>.</summary>
/// <param name="Name">For authors; learners never see it.</param>
/// <param name="Stem">What is asked.</param>
/// <param name="Body">
/// By <c>kind</c>: single_choice, multiple_choice, true_false, numeric, short_answer, matching, ordering or essay.
/// </param>
/// <param name="GeneralFeedback">Shown whatever was answered.</param>
/// <param name="Tags">At most 20.</param>
/// <param name="ExternalId">Another system's id.</param>
/// <param name="Points">1 when absent.</param>
/// <param name="Category">A path, as in <c>Networks/Routing</c>.</param>
public sealed record QuestionRequest(
    string? Name,
    RichText? Stem,
    [property: JsonConverter(typeof(BodyFromOutside))] QuestionBody? Body,
    RichText? GeneralFeedback = null,
    string[]? Tags = null,
    string? ExternalId = null,
    decimal? Points = null,
    string? Category = null)
{
    // What is null here is found by the question's own check.
    internal NewQuestion ToNew() => new(new(Name!, Stem!, Body!, GeneralFeedback, Tags, ExternalId, Points ?? 1), Category ?? "");
}
