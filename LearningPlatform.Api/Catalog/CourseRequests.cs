using FluentValidation;
using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Api.Catalog;

/// <summary>A course as its author describes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">1 to 20,000 characters, plain text or Markdown.</param>
/// <param name="Difficulty">beginner, intermediate or advanced, in any case.</param>
/// <param name="Tags">At most 20 words of at most 50 characters; kept in lower case, once each.</param>
/// <param name="Skills">As tags: what a learner can do afterwards.</param>
/// <param name="Capacity">Seats, 1 to 1,000,000; absent for as many as come.</param>
/// <param name="Status">On creation only: <c>draft</c> to prepare it unseen; otherwise it is published at once, as document 4's clients expect.</param>
public sealed record CourseRequest(
    string? Title,
    string? Description,
    Difficulty? Difficulty,
    string[]? Tags = null,
    string[]? Skills = null,
    int? Capacity = null,
    CourseStatus? Status = null)
{
    internal CourseContent ToContent() =>
        new(Title!.Trim(), Description!.Trim(), Difficulty!.Value, Words(Tags), Words(Skills), Capacity);

    private static string[] Words(string[]? words) =>
        [.. (words ?? []).Select(word => word.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)];
}

internal sealed class CourseRequestValidator : AbstractValidator<CourseRequest>
{
    public CourseRequestValidator()
    {
        RuleFor(course => course.Title).NotEmpty().MaximumLength(Course.TitleMaxLength);
        RuleFor(course => course.Description).NotEmpty().MaximumLength(Course.DescriptionMaxLength);
        RuleFor(course => course.Difficulty).NotNull();
        RuleFor(course => course.Capacity).InclusiveBetween(1, Course.CapacityMax);
        RuleFor(course => course.Status).NotEqual(CourseStatus.Archived).WithMessage("A new course is a draft or published.");
        RuleFor(course => course.Tags).Must(HasFew).WithMessage($"At most {Course.TagsMaxCount}.");
        RuleForEach(course => course.Tags).NotEmpty().MaximumLength(Course.TagMaxLength);
        RuleFor(course => course.Skills).Must(HasFew).WithMessage($"At most {Course.TagsMaxCount}.");
        RuleForEach(course => course.Skills).NotEmpty().MaximumLength(Course.TagMaxLength);
    }

    private static bool HasFew(string[]? words) => words is null or { Length: <= Course.TagsMaxCount };
}
