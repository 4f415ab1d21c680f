using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Certificates.Certifications;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Audit;
using Npgsql;

namespace LearningPlatform.Core.Certificates;

/// <summary>Who may see a certificate that is not their own, and take it back: whoever teaches the course or made the certification, and admins.</summary>
public sealed class CertificateRevocation(
    NpgsqlDataSource database, CertificateQueries certificates, CourseTeachers teachers, CertificationQueries certifications, OutboxSignal outbox, TimeProvider time)
{
    /// <summary>The certificate, for its holder and for who may take it back; nobody else may know of it.</summary>
    public async Task<Outcome<OwnedCertificate>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return await certificates.FindAsync(id, cancellationToken) is { } found
            && (found.UserId == caller.UserId || await MayRevokeAsync(found.Certificate, caller, cancellationToken))
            ? found
            : CertificateFailures.NotFound;
    }

    /// <summary>Takes the certificate back, for good; doing it again changes nothing.</summary>
    /// <param name="id">The certificate.</param>
    /// <param name="reason">For its holder; 1 to <see cref="Certificate.ReasonMaxLength"/> characters.</param>
    /// <param name="caller">Who asks. Its holder alone may not.</param>
    /// <param name="address">The client's, for the audit log.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<Certificate>> RevokeAsync(
        Guid id, string reason, Caller caller, string? address, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, caller, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        if (!await MayRevokeAsync(found.Certificate, caller, cancellationToken))
        {
            return Failure.Forbidden("FORBIDDEN", "Only the course's instructors and admins may revoke a certificate.");
        }

        await SaveAsync(found, reason, caller, address, cancellationToken);
        return (await certificates.FindAsync(id, cancellationToken))!.Certificate;
    }

    private async Task SaveAsync(OwnedCertificate found, string reason, Caller caller, string? address, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var update = connection.Command(
            "update certificates set revoked_at = $2, revocation_reason = $3 where id = $1 and revoked_at is null",
            transaction, found.Certificate.Id, now, reason);
        if (await update.ExecuteNonQueryAsync(cancellationToken) == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection, transaction).WithAudit(
            new(AuditActions.CertificateRevoked, caller.UserId, found.UserId, address)
            {
                Details = new Dictionary<string, string>(StringComparer.Ordinal) { ["certificate_id"] = found.Certificate.Id.ToString() },
            },
            now);
        batch.BatchCommands.Add(OutboxMessage.Of(
            new CertificateRevoked(found.Certificate.Id, found.Certificate.Title), found.UserId, found.Certificate.CourseId, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Raise();
    }

    private async Task<bool> MayRevokeAsync(Certificate certificate, Caller caller, CancellationToken cancellationToken) =>
        caller.IsAdmin || (caller.MayTeach && (certificate.CourseId is { } courseId
            ? await teachers.MayTeachAsync(courseId, caller, cancellationToken)
            : await certifications.OwnerAsync(certificate.CertificationId!.Value, cancellationToken) == caller.UserId));
}
