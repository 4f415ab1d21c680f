namespace LearningPlatform.Core.Events;

/// <summary>An attempt at an assessment has its score.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Score">In percent, 0–100.</param>
/// <param name="Passed">Whether the score reaches what the assessment asks for.</param>
public sealed record AssessmentScored(Guid AssessmentId, Guid AttemptId, decimal Score, bool Passed) : IEventMetadata<AssessmentScored>
{
    public static EventKind<AssessmentScored> Kind { get; } = new(Topics.Assessment, "ASSESSMENT_SCORED");
}

/// <summary>A certificate was issued to the user for the course, or for a certification; then there is no course.</summary>
/// <param name="CertificateId">The certificate.</param>
/// <param name="Title">What it certifies: the course's or the certification's title.</param>
public sealed record CertificateIssued(Guid CertificateId, string Title) : IEventMetadata<CertificateIssued>
{
    public static EventKind<CertificateIssued> Kind { get; } = new(Topics.Certification, "CERTIFICATE_ISSUED");
}

/// <summary>A lab was completed for the first time: its evidence was accepted, or nobody had to verify it.</summary>
/// <param name="LabId">The lab.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Title">The lab's title.</param>
/// <param name="Score">In percent, where whoever verified it gave one.</param>
/// <param name="Verified">Whether somebody else than the learner said so.</param>
/// <param name="Skills">What the lab trains.</param>
public sealed record LabCompleted(Guid LabId, Guid AttemptId, string Title, decimal? Score, bool Verified, IReadOnlyList<string>? Skills)
    : IEventMetadata<LabCompleted>
{
    public static EventKind<LabCompleted> Kind { get; } = new(Topics.Assessment, "LAB_COMPLETED");
}

/// <summary>Evidence for a lab was handed in and waits for an instructor; <c>user_id</c> is the learner.</summary>
public sealed record LabSubmitted(Guid LabId, Guid AttemptId, string Title) : IEventMetadata<LabSubmitted>
{
    public static EventKind<LabSubmitted> Kind { get; } = new(Topics.Assessment, "LAB_SUBMITTED");
}

/// <summary>Evidence was refused; the learner may hand in again. Feedback is with the attempt.</summary>
public sealed record LabRejected(Guid LabId, Guid AttemptId, string Title) : IEventMetadata<LabRejected>
{
    public static EventKind<LabRejected> Kind { get; } = new(Topics.Assessment, "LAB_REJECTED");
}
