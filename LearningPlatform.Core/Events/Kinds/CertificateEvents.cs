namespace LearningPlatform.Core.Events;

/// <summary>A certificate was taken back; <c>user_id</c> is whose it is.</summary>
/// <param name="CertificateId">The certificate.</param>
/// <param name="Title">What it certified.</param>
public sealed record CertificateRevoked(Guid CertificateId, string Title) : IEventMetadata<CertificateRevoked>
{
    public static EventKind<CertificateRevoked> Kind { get; } = new(Topics.Certification, "CERTIFICATE_REVOKED");
}

/// <summary>A certification was made, or asks for other courses than before; <c>user_id</c> is whoever did it.</summary>
public sealed record CertificationChanged(Guid CertificationId) : IEventMetadata<CertificationChanged>
{
    public static EventKind<CertificationChanged> Kind { get; } = new(Topics.Certification, "CERTIFICATION_CHANGED");
}
