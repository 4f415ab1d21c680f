namespace LearningPlatform.Core.Learning.Labs;

/// <summary>What a learner shows for a step.</summary>
/// <param name="StepId">The step.</param>
/// <param name="Text">For steps that expect text.</param>
/// <param name="Links">For steps that expect links: http or https.</param>
/// <param name="UploadIds">For steps that expect files: the learner's own completed uploads.</param>
public sealed record StepEvidence(
    Guid StepId, string? Text = null, IReadOnlyList<string>? Links = null, IReadOnlyList<Guid>? UploadIds = null);

/// <summary>Whether evidence is what a lab expects.</summary>
public static class LabEvidence
{
    public const int TextMaxLength = 20_000;
    public const int LinkMaxLength = 2_000;
    public const int ItemsMaxCount = 10;

    /// <summary>A 400 that names each step that is wrong; null when the evidence is complete.</summary>
    public static Failure? Check(IReadOnlyList<LabStep> steps, IReadOnlyList<StepEvidence> evidence)
    {
        var wrong = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var given in evidence.Where(given => steps.All(step => step.Id != given.StepId)))
        {
            wrong[FieldOf(given.StepId)] = ["The lab has no such step."];
        }

        foreach (var group in evidence.GroupBy(given => given.StepId).Where(group => group.Count() > 1))
        {
            wrong[FieldOf(group.Key)] = ["Give the evidence of a step once."];
        }

        foreach (var step in steps)
        {
            var given = evidence.FirstOrDefault(given => given.StepId == step.Id);
            if (Problem(step, given) is { } problem)
            {
                wrong.TryAdd(FieldOf(step.Id), [problem]);
            }
        }

        return wrong.Count == 0 ? null : Failure.Invalid(wrong);
    }

    private static string? Problem(LabStep step, StepEvidence? given)
    {
        if (given is not null && Excess(given) is { } excess)
        {
            return excess;
        }

        var isGiven = step.Evidence switch
        {
            EvidenceKind.Text => !string.IsNullOrWhiteSpace(given?.Text),
            EvidenceKind.Link => given?.Links is { Count: > 0 },
            EvidenceKind.File => given?.UploadIds is { Count: > 0 },
            _ => true,
        };
        return isGiven || !step.Required ? null : $"Expected: {step.Evidence.ToString().ToLowerInvariant()}.";
    }

    private static string? Excess(StepEvidence given) => given switch
    {
        { Text.Length: > TextMaxLength } => $"At most {TextMaxLength} characters.",
        { Links.Count: > ItemsMaxCount } or { UploadIds.Count: > ItemsMaxCount } => $"At most {ItemsMaxCount}.",
        _ => given.Links?.All(IsLink) == false ? "Links are absolute http or https addresses." : null,
    };

    // From outside: a list may hold nulls, whatever its type says.
    private static bool IsLink(string? link) =>
        link is { Length: <= LinkMaxLength } && Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https");

    private static string FieldOf(Guid stepId) => $"evidence.{stepId}";
}
