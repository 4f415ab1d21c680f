using FluentValidation;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Catalog.Authoring;

namespace LearningPlatform.Api.Catalog;

/// <summary>A module as its author describes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">At most 5,000 characters, Markdown.</param>
/// <param name="ReleaseAt">Closed to learners until then; absent for open at once.</param>
/// <param name="Prerequisites">Modules of the same course to complete before this one.</param>
/// <param name="Position">On creation only: from 0; absent for the end.</param>
public sealed record ModuleRequest(
    string? Title, string? Description = null, DateTimeOffset? ReleaseAt = null, Guid[]? Prerequisites = null, int? Position = null)
{
    internal ModuleContent ToContent() =>
        new(Title!.Trim(), Description?.Trim() ?? "", ReleaseAt?.ToUniversalTime(), Prerequisites?.Distinct().ToArray() ?? []);
}

/// <summary>A lesson as its author describes it.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Kind">text (default), video, file, lab or assessment.</param>
/// <param name="Content">Markdown, at most 200,000 characters.</param>
/// <param name="MediaUrl">Media that lie elsewhere; http or https.</param>
/// <param name="MediaId">An upload with the purpose media.</param>
/// <param name="ActivityId">The lab or the assessment, in lessons of these kinds.</param>
/// <param name="Required">What the completion rules required and score ask for; true by default.</param>
/// <param name="DurationMinutes">0 to 10,000.</param>
/// <param name="Position">On creation only: from 0; absent for the end.</param>
public sealed record LessonRequest(
    string? Title,
    LessonKind? Kind = null,
    string? Content = null,
    string? MediaUrl = null,
    Guid? MediaId = null,
    Guid? ActivityId = null,
    bool? Required = null,
    int? DurationMinutes = null,
    int? Position = null)
{
    internal LessonDraft ToLesson(Guid id) => new(
        id, Title!.Trim(), Kind ?? LessonKind.Text, Content ?? "", MediaUrl, MediaId, ActivityId, Required ?? true, DurationMinutes);
}

/// <summary>The order of a whole course.</summary>
/// <param name="Modules">Exactly the modules that the outline has.</param>
public sealed record OutlineOrderRequest(ModuleOrderRequest?[]? Modules);

/// <summary>A module's place, and its lessons' order; lessons may come from other modules.</summary>
public sealed record ModuleOrderRequest(Guid? Id, Guid[]? Lessons)
{
    internal ModuleOrder ToOrder() => new(Id!.Value, Lessons!);
}

/// <summary>When a learner has completed the course.</summary>
/// <param name="Rule">all, required or score.</param>
/// <param name="MinimumScore">1 to 100 percent, with the rule score.</param>
public sealed record CompletionRequest(CompletionRule? Rule, int? MinimumScore = null);

/// <summary>The courses that come before a course.</summary>
public sealed record PrerequisitesRequest(Guid[]? CourseIds);

internal sealed class ModuleRequestValidator : AbstractValidator<ModuleRequest>
{
    public ModuleRequestValidator()
    {
        RuleFor(module => module.Title).NotEmpty().MaximumLength(Course.TitleMaxLength);
        RuleFor(module => module.Description).MaximumLength(CourseModule.DescriptionMaxLength);
        RuleFor(module => module.Prerequisites).Must(ids => ids is null or { Length: <= ModuleDraft.MaxPrerequisites })
            .WithMessage($"At most {ModuleDraft.MaxPrerequisites}.");
        RuleFor(module => module.Position).GreaterThanOrEqualTo(0);
    }
}

internal sealed class LessonRequestValidator : AbstractValidator<LessonRequest>
{
    public LessonRequestValidator()
    {
        RuleFor(lesson => lesson.Title).NotEmpty().MaximumLength(Course.TitleMaxLength);
        RuleFor(lesson => lesson.Kind).IsInEnum();
        RuleFor(lesson => lesson.Content).MaximumLength(Lesson.ContentMaxLength);
        RuleFor(lesson => lesson.MediaUrl).Must(OutlineRules.IsMediaUrl)
            .WithMessage($"An http or https address of at most {OutlineRules.MediaUrlMaxLength} characters.");
        RuleFor(lesson => lesson.DurationMinutes).InclusiveBetween(0, OutlineRules.DurationMax);
        RuleFor(lesson => lesson.Position).GreaterThanOrEqualTo(0);
        RuleFor(lesson => lesson.ActivityId).Null()
            .When(lesson => lesson.Kind is not (LessonKind.Lab or LessonKind.Assessment))
            .WithMessage("Only lessons of the kinds lab and assessment have one.");
    }
}

internal sealed class OutlineOrderRequestValidator : AbstractValidator<OutlineOrderRequest>
{
    public OutlineOrderRequestValidator()
    {
        RuleFor(order => order.Modules).NotNull().Must(modules => modules is null or { Length: <= CourseOutline.MaxModules })
            .WithMessage($"At most {CourseOutline.MaxModules}.");
        RuleForEach(order => order.Modules).Must(module => module is { Id: not null, Lessons.Length: <= CourseOutline.MaxLessons })
            .WithMessage($"Each with an id and at most {CourseOutline.MaxLessons} lessons.");
    }
}

internal sealed class CompletionRequestValidator : AbstractValidator<CompletionRequest>
{
    public CompletionRequestValidator()
    {
        RuleFor(completion => completion.Rule).NotNull().IsInEnum();
        RuleFor(completion => completion.MinimumScore).NotNull().InclusiveBetween(1, 100)
            .When(completion => completion.Rule == CompletionRule.Score);
    }
}

internal sealed class PrerequisitesRequestValidator : AbstractValidator<PrerequisitesRequest>
{
    public PrerequisitesRequestValidator() =>
        RuleFor(request => request.CourseIds).NotNull().Must(ids => ids is null or { Length: <= CoursePrerequisites.MaxCount })
            .WithMessage($"At most {CoursePrerequisites.MaxCount}.");
}
