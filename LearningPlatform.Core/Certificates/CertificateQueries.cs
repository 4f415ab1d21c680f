using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Certificates;

/// <summary>Reads certificates.</summary>
public sealed class CertificateQueries(NpgsqlDataSource database)
{
    private const string Columns =
        "id, number, code, holder, course_id, certification_id, title, issued_at, revoked_at, revocation_reason, user_id, description";

    /// <summary>Somebody's own, newest first.</summary>
    public Task<Page<Certificate>> OfUserAsync(Guid userId, int limit, Cursor? after, CancellationToken cancellationToken) =>
        ListAsync("user_id", userId, limit, after, cancellationToken);

    /// <summary>Those of a course, newest first.</summary>
    public Task<Page<Certificate>> OfCourseAsync(Guid courseId, int limit, Cursor? after, CancellationToken cancellationToken) =>
        ListAsync("course_id", courseId, limit, after, cancellationToken);

    /// <summary>The certificate with whose it is; null where there is none.</summary>
    public async Task<OwnedCertificate?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} from certificates where id = $1", id);
        return await ReadOneAsync(command, cancellationToken);
    }

    /// <summary>The certificate of a code that somebody has typed, or a refusal.</summary>
    public async Task<Outcome<CertificateCheck>> VerifyAsync(string code, CancellationToken cancellationToken)
    {
        if (CertificateCode.Normalize(code) is not { } normalized)
        {
            return CertificateFailures.Unknown;
        }

        await using var command = database.Command($"select {Columns} from certificates where code = $1", normalized);
        return await ReadOneAsync(command, cancellationToken) is { } found ? CertificateCheck.Of(found.Certificate) : CertificateFailures.Unknown;
    }

    private async Task<Page<Certificate>> ListAsync(string column, Guid id, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"select {Columns} from certificates where {column} = $1 and id < $2 order by id desc limit $3", id, after?.Id ?? Guid.AllBitsSet, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<Certificate>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(Read(reader));
        }

        return Page<Certificate>.From(rows, limit, certificate => Cursor.Encode("", certificate.Id));
    }

    private static async Task<OwnedCertificate?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(Read(reader), reader.Maybe<Guid?>(10), reader.GetString(11))
            : null;
    }

    private static Certificate Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetString(1),
        reader.GetString(2),
        reader.Maybe<string>(3),
        reader.Maybe<Guid?>(4),
        reader.Maybe<Guid?>(5),
        reader.GetString(6),
        reader.Time(7),
        reader.MaybeTime(8),
        reader.Maybe<string>(9));
}

/// <summary>A certificate with what its readers are not shown.</summary>
/// <param name="Certificate">The certificate.</param>
/// <param name="UserId">Whose it is; null once they are erased.</param>
/// <param name="Description">What the course or the certification said of itself.</param>
public sealed record OwnedCertificate(Certificate Certificate, Guid? UserId, string Description);
