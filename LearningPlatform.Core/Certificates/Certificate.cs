namespace LearningPlatform.Core.Certificates;

/// <summary>Something earned, in the words of the day on which it was issued. Only a revocation ever changes it, and the erasure of its holder.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Number">For people and files, as in <c>LP-2026-000042</c>; says nothing to who makes one up.</param>
/// <param name="Code">See <see cref="CertificateCode"/>.</param>
/// <param name="Holder">The name at the time; null once its owner is erased.</param>
/// <param name="CourseId">What was completed; null for a certification's.</param>
/// <param name="CertificationId">Whose courses are completed; null for a course's.</param>
/// <param name="Title">The course's or the certification's title.</param>
/// <param name="IssuedAt">UTC.</param>
/// <param name="RevokedAt">UTC; null while it holds.</param>
/// <param name="RevocationReason">Why; for its holder and the course's instructors.</param>
public sealed record Certificate(
    Guid Id,
    string Number,
    string Code,
    string? Holder,
    Guid? CourseId,
    Guid? CertificationId,
    string Title,
    DateTimeOffset IssuedAt,
    DateTimeOffset? RevokedAt,
    string? RevocationReason)
{
    public const int ReasonMaxLength = 500;

    /// <summary>Whether it holds.</summary>
    public CertificateStatus Status => RevokedAt is null ? CertificateStatus.Valid : CertificateStatus.Revoked;
}

public enum CertificateStatus
{
    Valid,
    Revoked,
}

/// <summary>What everybody with the code may know: what stands on the certificate, and whether it holds.</summary>
public sealed record CertificateCheck(
    CertificateStatus Status, string Number, string? Holder, string Title, DateTimeOffset IssuedAt, DateTimeOffset? RevokedAt)
{
    public static CertificateCheck Of(Certificate certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return new(
            certificate.Status, certificate.Number, certificate.Holder, certificate.Title, certificate.IssuedAt, certificate.RevokedAt);
    }
}

/// <summary>What the module refuses.</summary>
public static class CertificateFailures
{
    public static readonly Failure NotFound = Failure.NotFound("CERTIFICATE_NOT_FOUND", "There is no such certificate.");

    public static readonly Failure Unknown = Failure.NotFound("CERTIFICATE_UNKNOWN", "No certificate has this code.");

    public static readonly Failure Revoked = Failure.Conflict("CERTIFICATE_REVOKED", "The certificate was revoked.");
}
