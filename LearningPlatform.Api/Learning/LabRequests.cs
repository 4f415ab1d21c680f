using FluentValidation;
using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Learning.Labs;

namespace LearningPlatform.Api.Learning;

/// <summary>A lab as its author describes it.</summary>
/// <param name="CourseId">On creation; a lab stays in its course.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">Markdown, at most 20,000 characters.</param>
/// <param name="Status">draft or published (default).</param>
/// <param name="Steps">1 to 50, in order.</param>
/// <param name="Verification">none (default), instructor or webhook.</param>
/// <param name="Skills">At most 20 words.</param>
/// <param name="EstimatedMinutes">1 to 10,000.</param>
public sealed record LabRequest(
    Guid? CourseId,
    string? Title,
    string? Description,
    LabStatus? Status,
    IReadOnlyList<LabStepRequest>? Steps,
    LabVerification? Verification = null,
    string[]? Skills = null,
    int? EstimatedMinutes = null)
{
    internal LabContent ToContent() => new(
        Title!.Trim(),
        Description?.Trim() ?? "",
        Status ?? LabStatus.Published,
        [.. Steps!.Select(step => new LabStep(
            step.Id ?? Guid.Empty, step.Title!.Trim(), step.Instructions ?? "", step.Evidence ?? EvidenceKind.None, step.Required ?? true))],
        Verification ?? LabVerification.None,
        [.. (Skills ?? []).Select(skill => skill.Trim().ToLowerInvariant()).Distinct(StringComparer.Ordinal)],
        EstimatedMinutes);
}

/// <summary>A step.</summary>
/// <param name="Id">Of a step that is there already.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Instructions">Markdown, at most 10,000 characters.</param>
/// <param name="Evidence">none (default), text, link or file.</param>
/// <param name="Required">Whether the lab can be handed in without its evidence; true by default.</param>
public sealed record LabStepRequest(
    Guid? Id, string? Title, string? Instructions = null, EvidenceKind? Evidence = null, bool? Required = null);

/// <summary>What a learner hands in.</summary>
/// <param name="Evidence">For each step that expects some.</param>
public sealed record EvidenceRequest(IReadOnlyList<StepEvidence>? Evidence = null);

/// <summary>What an instructor says of an attempt.</summary>
/// <param name="Accepted">Whether the lab is done.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Feedback">At most 5,000 characters; needed for a rejection.</param>
public sealed record VerdictRequest(bool? Accepted, decimal? Score = null, string? Feedback = null)
{
    internal LabVerdict ToVerdict(Guid? by) => new(Accepted!.Value, Score, Feedback?.Trim(), by);
}

/// <summary>What a checker's webhook delivers.</summary>
/// <param name="AttemptId">The attempt; or else <paramref name="UserId"/>.</param>
/// <param name="UserId">The learner, for the attempt of theirs that waits.</param>
/// <param name="Accepted">Whether the lab is done.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Feedback">At most 5,000 characters.</param>
public sealed record LabWebhookRequest(Guid? AttemptId, Guid? UserId, bool? Accepted, decimal? Score = null, string? Feedback = null);

internal sealed class LabRequestValidator : AbstractValidator<LabRequest>
{
    public LabRequestValidator()
    {
        RuleFor(lab => lab.Title).NotEmpty().MaximumLength(Lab.TitleMaxLength);
        RuleFor(lab => lab.Description).MaximumLength(Lab.DescriptionMaxLength);
        RuleFor(lab => lab.Steps).NotEmpty()
            .Must(steps => steps is null or { Count: <= Lab.StepsMaxCount }).WithMessage($"At most {Lab.StepsMaxCount}.");
        RuleForEach(lab => lab.Steps).NotNull().SetValidator(new LabStepRequestValidator());
        RuleFor(lab => lab.EstimatedMinutes).InclusiveBetween(1, Lab.MinutesMax);
        RuleFor(lab => lab.Skills)
            .Must(skills => skills is null or { Length: <= Course.TagsMaxCount }).WithMessage($"At most {Course.TagsMaxCount}.");
        RuleForEach(lab => lab.Skills).NotEmpty().MaximumLength(Course.TagMaxLength);
    }
}

internal sealed class LabStepRequestValidator : AbstractValidator<LabStepRequest>
{
    public LabStepRequestValidator()
    {
        RuleFor(step => step.Title).NotEmpty().MaximumLength(Lab.TitleMaxLength);
        RuleFor(step => step.Instructions).MaximumLength(Lab.InstructionsMaxLength);
    }
}

internal sealed class EvidenceRequestValidator : AbstractValidator<EvidenceRequest>
{
    public EvidenceRequestValidator()
    {
        RuleFor(request => request.Evidence)
            .Must(evidence => evidence is null or { Count: <= Lab.StepsMaxCount }).WithMessage($"At most {Lab.StepsMaxCount}.");
        RuleForEach(request => request.Evidence).NotNull();
    }
}

internal sealed class VerdictRequestValidator : AbstractValidator<VerdictRequest>
{
    public VerdictRequestValidator()
    {
        RuleFor(request => request.Accepted).NotNull();
        RuleFor(request => request.Score).InclusiveBetween(0, 100);
        RuleFor(request => request.Feedback).MaximumLength(LabVerdict.FeedbackMaxLength);
        RuleFor(request => request.Feedback).NotEmpty().When(request => request.Accepted == false).WithMessage("Say what is missing.");
    }
}

internal sealed class LabWebhookRequestValidator : AbstractValidator<LabWebhookRequest>
{
    public LabWebhookRequestValidator()
    {
        RuleFor(request => request.UserId).NotNull().When(request => request.AttemptId is null).WithMessage("Name an attempt or a user.");
        RuleFor(request => request.Accepted).NotNull();
        RuleFor(request => request.Score).InclusiveBetween(0, 100);
        RuleFor(request => request.Feedback).MaximumLength(LabVerdict.FeedbackMaxLength);
    }
}

/// <summary>Examples for the API's description.</summary>
internal static class LabExamples
{
    public const string Request =
        """
        {"course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"A cluster of your own","description":"Three nodes, one workload.",
         "steps":[{"title":"Start the cluster","instructions":"Any provider.","evidence":"text"},
          {"title":"Deploy","evidence":"link","required":true}],
         "verification":"instructor","skills":["cluster-operations"],"estimated_minutes":60}
        """;

    public const string Lab =
        """
        {"id":"0199c3f5-7a10-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4","title":"A cluster of your own",
         "description":"Three nodes, one workload.","status":"published",
         "steps":[{"id":"0199c3f5-7a11-7c3e-9d2b-5f0e8a61b3c4","title":"Start the cluster","instructions":"Any provider.",
          "evidence":"text","required":true}],
         "verification":"instructor","skills":["cluster-operations"],"estimated_minutes":60,"created_at":"2026-11-21T09:00:00Z",
         "updated_at":"2026-11-21T09:00:00Z","version":1}
        """;

    public const string List =
        """
        {"items":[{"id":"0199c3f5-7a10-7c3e-9d2b-5f0e8a61b3c4","course_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4",
          "title":"A cluster of your own","status":"published","verification":"instructor","skills":["cluster-operations"],"estimated_minutes":60,"steps":2,"my_status":null}],
         "next_cursor":null}
        """;

    public const string Evidence =
        """
        {"evidence":[{"step_id":"0199c3f5-7a11-7c3e-9d2b-5f0e8a61b3c4","text":"kubectl get nodes: three, all Ready"}]}
        """;

    public const string Attempt =
        """
        {"id":"0199c3f6-7a10-7c3e-9d2b-5f0e8a61b3c4","lab_id":"0199c3f5-7a10-7c3e-9d2b-5f0e8a61b3c4",
         "user_id":"0199c3f2-6b00-7d11-8a40-2c9f6f1de002","name":"Grace Hopper","number":1,"status":"submitted",
         "evidence":[{"step_id":"0199c3f5-7a11-7c3e-9d2b-5f0e8a61b3c4","text":"kubectl get nodes: three, all Ready","links":null,"upload_ids":null}],
         "score":null,"feedback":null,"submitted_at":"2026-11-21T10:00:00Z","decided_at":null}
        """;

    public const string Webhook =
        """{"attempt_id":"0199c3f6-7a10-7c3e-9d2b-5f0e8a61b3c4","accepted":true,"score":95,"feedback":"All checks passed."}""";
}
