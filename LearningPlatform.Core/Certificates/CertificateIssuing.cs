using System.Globalization;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LearningPlatform.Core.Certificates;

/// <summary>
/// Issues certificates, each once: an index in the database says so, whoever else issues at the same moment. Works in the transaction that the
/// context has open, and adds <c>CERTIFICATE_ISSUED</c> to it.
/// </summary>
public static class CertificateIssuing
{
    private const int DescriptionMaxLength = 5_000;
    private const int AtOnce = 500;

    private const string DueSql =
        """
        select held.user_id
        from (select c.user_id, count(*) as courses
              from certification_courses cc
              join certificates c on c.course_id = cc.course_id and c.revoked_at is null and c.user_id is not null
              where cc.certification_id = $1 and ($2::uuid is null or c.user_id = $2)
              group by c.user_id) held
        join certifications s on s.id = $1
        where held.courses >= coalesce(s.required, (select count(*) from certification_courses where certification_id = $1))
          and not exists (select from certificates own where own.user_id = held.user_id and own.certification_id = $1)
        """;

    private const string InsertSql =
        """
        insert into certificates (id, number, code, user_id, holder, course_id, certification_id, title, description, issued_at)
        select p.id, $5 || lpad(nextval('certificate_numbers')::text, 6, '0'), p.code, p.user_id, p.holder, $6::uuid, $7::uuid, $8, $9, $10
        from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[]) as p (id, code, user_id, holder)
        on conflict do nothing
        returning id, user_id
        """;

    /// <summary>For a course that is completed: its own certificate, and those of the certifications that this was the last course of.</summary>
    public static async Task IssueForCourseAsync(LearningDbContext db, Guid userId, Guid courseId, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        var course = await db.Courses.Where(course => course.Id == courseId)
            .Select(course => new { course.Title, course.Description }).FirstOrDefaultAsync(cancellationToken);
        if (course is null)
        {
            return;
        }

        var subject = new Subject(courseId, null, course.Title, course.Description);
        if (await IssueAsync(db, subject, [userId], time, cancellationToken) == 0)
        {
            return;
        }

        foreach (var certificationId in await CertificationsOfAsync(db, courseId, cancellationToken))
        {
            await IssueForCertificationAsync(db, certificationId, userId, time, cancellationToken);
        }
    }

    /// <summary>For a certification: to <paramref name="userId"/>, or to everybody, who holds what it asks for.</summary>
    public static async Task IssueForCertificationAsync(
        LearningDbContext db, Guid certificationId, Guid? userId, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(time);
        var connection = Connection(db);
        Subject subject;
        var due = new List<Guid>();
        await using (var batch = new NpgsqlBatch(connection, Transaction(db))
            .With("select title, description from certifications where id = $1", certificationId)
            .With(DueSql, certificationId, userId))
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            if (!await reader.ReadAsync(cancellationToken))
            {
                return;
            }

            subject = new(null, certificationId, reader.GetString(0), reader.GetString(1));
            await reader.NextResultAsync(cancellationToken);
            due.AddRange(await reader.ReadIdsAsync(cancellationToken));
        }

        foreach (var people in due.Chunk(AtOnce))
        {
            await IssueAsync(db, subject, people, time, cancellationToken);
        }
    }

    /// <returns>How many were issued: those who have it already, and those who are erased, get none.</returns>
    private static async Task<int> IssueAsync(
        LearningDbContext db, Subject subject, IReadOnlyCollection<Guid> userIds, TimeProvider time, CancellationToken cancellationToken)
    {
        var people = await db.Users.Where(user => userIds.Contains(user.Id) && !user.Email.EndsWith("@deleted.invalid"))
            .Select(user => new { user.Id, Name = (user.FirstName + " " + user.LastName).Trim(), user.DisplayName }).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        var issued = new List<(Guid Id, Guid UserId)>();
        await using (var command = Connection(db).Command(
            InsertSql,
            Transaction(db),
            people.Select(_ => OrderedId.At(now)).ToArray(),
            people.Select(_ => CertificateCode.Create()).ToArray(),
            people.Select(person => person.Id).ToArray(),
            people.Select(person => person.Name.Length > 0 ? person.Name : person.DisplayName).ToArray(),
            string.Create(CultureInfo.InvariantCulture, $"LP-{now.Year}-"),
            subject.CourseId,
            subject.CertificationId,
            subject.Title,
            subject.Description.Length > DescriptionMaxLength ? subject.Description[..DescriptionMaxLength] : subject.Description,
            now))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                issued.Add((reader.GetGuid(0), reader.GetGuid(1)));
            }
        }

        db.Outbox.AddRange(issued.Select(certificate =>
            OutboxMessage.Of(new CertificateIssued(certificate.Id, subject.Title), certificate.UserId, subject.CourseId, time)));
        return issued.Count;
    }

    private static async Task<IReadOnlyList<Guid>> CertificationsOfAsync(LearningDbContext db, Guid courseId, CancellationToken cancellationToken)
    {
        await using var command = Connection(db).Command(
            "select certification_id from certification_courses where course_id = $1", Transaction(db), courseId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    private static NpgsqlConnection Connection(LearningDbContext db) => (NpgsqlConnection)db.Database.GetDbConnection();

    private static NpgsqlTransaction Transaction(LearningDbContext db) =>
        (NpgsqlTransaction)(db.Database.CurrentTransaction ?? throw new InvalidOperationException("Certificates are issued in a transaction.")).GetDbTransaction();

    private sealed record Subject(Guid? CourseId, Guid? CertificationId, string Title, string Description);
}
