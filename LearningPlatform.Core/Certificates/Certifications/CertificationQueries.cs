using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Certificates.Certifications;

/// <summary>A certification and how far its reader is.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="OwnerId">Who made it; null once they are erased.</param>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">Plain text or Markdown.</param>
/// <param name="Required">How many of the courses it takes.</param>
/// <param name="Courses">In their author's order.</param>
/// <param name="Held">How many of them the reader has a valid certificate of.</param>
/// <param name="Percentage">Of what it takes, 0 to 100.</param>
/// <param name="CertificateId">The reader's certificate, once it is issued.</param>
/// <param name="Version">Counts the changes; the ETag.</param>
public sealed record CertificationView(
    Guid Id,
    Guid? OwnerId,
    string Title,
    string Description,
    int Required,
    IReadOnlyList<CertificationCourseView> Courses,
    int Held,
    int Percentage,
    Guid? CertificateId,
    int Version) : IVersioned;

/// <summary>One of the courses.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Title">Its title.</param>
/// <param name="CertificateId">The reader's valid certificate of it; null without one.</param>
public sealed record CertificationCourseView(Guid CourseId, string Title, Guid? CertificateId);

/// <summary>Reads certifications, each with its reader's progress.</summary>
public sealed class CertificationQueries(NpgsqlDataSource database, LearningDbContext db)
{
    private const string Columns =
        """
        s.id, s.owner_id, s.title, s.description, s.required, s.version, own.id,
        array(select cc.course_id from certification_courses cc where cc.certification_id = s.id order by cc.position),
        array(select c.id from certification_courses cc
              left join certificates c on c.course_id = cc.course_id and c.user_id = $1 and c.revoked_at is null
              where cc.certification_id = s.id order by cc.position)
        from certifications s left join certificates own on own.certification_id = s.id and own.user_id = $1 and own.revoked_at is null
        """;

    /// <summary>All of them, newest first, with <paramref name="userId"/>'s progress; in two queries however many.</summary>
    public async Task<Page<CertificationView>> ListAsync(Guid userId, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"select {Columns} where s.id < $2 order by s.id desc limit $3", userId, after?.Id ?? Guid.AllBitsSet, limit + 1);
        var page = Page<CertificationRow>.From(await ReadAsync(command, cancellationToken), limit, row => Cursor.Encode("", row.Id));
        return new(await WithTitlesAsync(page.Items, cancellationToken), page.NextCursor);
    }

    /// <summary>One with <paramref name="userId"/>'s progress; null where there is none.</summary>
    public async Task<CertificationView?> FindAsync(Guid id, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} where s.id = $2", userId, id);
        return (await WithTitlesAsync(await ReadAsync(command, cancellationToken), cancellationToken)).FirstOrDefault();
    }

    /// <summary>Who made it; null where nobody did, or nobody any more.</summary>
    public async Task<Guid?> OwnerAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select owner_id from certifications where id = $1", id);
        return await command.ExecuteScalarAsync(cancellationToken) is Guid owner ? owner : null;
    }

    private static async Task<List<CertificationRow>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<CertificationRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.Maybe<Guid?>(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.Maybe<int?>(4),
                reader.GetInt32(5),
                reader.Maybe<Guid?>(6),
                reader.GetFieldValue<Guid[]>(7),
                reader.GetFieldValue<Guid?[]>(8)));
        }

        return rows;
    }

    private async Task<List<CertificationView>> WithTitlesAsync(IReadOnlyList<CertificationRow> rows, CancellationToken cancellationToken)
    {
        var ids = rows.SelectMany(row => row.CourseIds).Distinct().ToList();
        var titles = await db.Courses.Where(course => ids.Contains(course.Id))
            .Select(course => new { course.Id, course.Title }).ToDictionaryAsync(course => course.Id, course => course.Title, cancellationToken);
        return [.. rows.Select(row => row.ToView(titles))];
    }

    private sealed record CertificationRow(
        Guid Id, Guid? OwnerId, string Title, string Description, int? Required, int Version, Guid? CertificateId, Guid[] CourseIds, Guid?[] Certificates)
    {
        public CertificationView ToView(Dictionary<Guid, string> titles)
        {
            var required = Required ?? CourseIds.Length;
            var held = Certificates.Count(certificate => certificate is not null);
            var courses = CourseIds.Zip(Certificates, (course, certificate) =>
                new CertificationCourseView(course, titles.GetValueOrDefault(course, ""), certificate));
            var percentage = CertificateId is not null ? 100 : required == 0 ? 0 : Math.Min(100, 100 * held / required);
            return new(Id, OwnerId, Title, Description, required, [.. courses], held, percentage, CertificateId, Version);
        }
    }
}
