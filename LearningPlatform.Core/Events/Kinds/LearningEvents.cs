namespace LearningPlatform.Core.Events;

/// <summary>An attempt at an assessment has its score.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Score">In percent, 0–100.</param>
/// <param name="Passed">Whether the score reaches what the assessment asks for.</param>
public sealed record AssessmentScored(Guid AssessmentId, Guid AttemptId, decimal Score, bool Passed) : IEventMetadata<AssessmentScored>
{
    public static EventKind<AssessmentScored> Kind { get; } =
        new(Topics.Assessment, "ASSESSMENT_SCORED", EventJson.Default.AssessmentScored);
}

/// <summary>A certificate was issued to the user for the course, or for a certification; then there is no course.</summary>
/// <param name="CertificateId">The certificate.</param>
/// <param name="Title">What it certifies: the course's or the certification's title.</param>
public sealed record CertificateIssued(Guid CertificateId, string Title) : IEventMetadata<CertificateIssued>
{
    public static EventKind<CertificateIssued> Kind { get; } =
        new(Topics.Certification, "CERTIFICATE_ISSUED", EventJson.Default.CertificateIssued);
}
