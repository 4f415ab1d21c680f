using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Certificates.Certifications;

/// <summary>What an author says of a certification.</summary>
/// <param name="Title">1 to 200 characters.</param>
/// <param name="Description">1 to 5,000 characters.</param>
/// <param name="CourseIds">1 to <see cref="CoursesMaxCount"/> courses, in order.</param>
/// <param name="Required">How many of them it takes; null for all.</param>
public sealed record CertificationContent(string Title, string Description, IReadOnlyList<Guid> CourseIds, int? Required)
{
    public const int TitleMaxLength = 200;
    public const int DescriptionMaxLength = 5_000;
    public const int CoursesMaxCount = 50;
}

/// <summary>
/// Makes and changes certifications. Certificates that are issued stay, whatever is changed; who holds everything that a changed one asks for
/// gets theirs by the event.
/// </summary>
public sealed class CertificationAuthoring(NpgsqlDataSource database, LearningDbContext db, OutboxSignal outbox, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("CERTIFICATION_NOT_FOUND", "There is no such certification.");

    private static readonly Failure NotYours = Failure.Forbidden("NOT_CERTIFICATION_OWNER", "Only who made the certification, or an admin, may change it.");

    public async Task<Outcome<Guid>> CreateAsync(CertificationContent content, Caller author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(author);
        if (await RefuseCoursesAsync(content, cancellationToken) is { } failure)
        {
            return failure;
        }

        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction).With(
            """
            insert into certifications (id, owner_id, title, description, required, created_at, updated_at)
            values ($1, $2, $3, $4, $5::int, $6, $6)
            """,
            id, author.UserId, content.Title, content.Description, content.Required, now);
        await SaveAsync(batch, id, content, author, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Raise();
        return id;
    }

    /// <summary>Replaces everything that its author says.</summary>
    /// <param name="id">The certification.</param>
    /// <param name="content">All of the fields.</param>
    /// <param name="author">Who asks.</param>
    /// <param name="precondition">Refuses a version that the author has not seen.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<Guid>> UpdateAsync(
        Guid id, CertificationContent content, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await OwnAsync(connection, transaction, id, author, precondition, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        if (await RefuseCoursesAsync(content, cancellationToken) is { } failure)
        {
            return failure;
        }

        await using var batch = new NpgsqlBatch(connection, transaction)
            .With(
                "update certifications set title = $2, description = $3, required = $4::int, updated_at = $5, version = version + 1 where id = $1",
                id, content.Title, content.Description, content.Required, time.GetUtcNow())
            .With("delete from certification_courses where certification_id = $1", id);
        await SaveAsync(batch, id, content, author, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Raise();
        return id;
    }

    public async Task<Failure?> DeleteAsync(Guid id, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await OwnAsync(connection, transaction, id, author, precondition, cancellationToken) is { } failure)
        {
            return failure;
        }

        await using var delete = connection.Command("delete from certifications where id = $1", transaction, id);
        await delete.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    private async Task SaveAsync(NpgsqlBatch batch, Guid id, CertificationContent content, Caller author, CancellationToken cancellationToken)
    {
        batch.With(
            """
            insert into certification_courses (certification_id, course_id, position)
            select $1, c.id, c.position - 1 from unnest($2::uuid[]) with ordinality as c (id, position)
            """,
            id, content.CourseIds.ToArray());
        batch.BatchCommands.Add(OutboxMessage.Of(new CertificationChanged(id), author.UserId, null, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drafts are nobody's business: to name one is to name none.</summary>
    private async Task<Failure?> RefuseCoursesAsync(CertificationContent content, CancellationToken cancellationToken)
    {
        var known = await db.Courses.CountAsync(course => content.CourseIds.Contains(course.Id) && course.Status != CourseStatus.Draft, cancellationToken);
        return known == content.CourseIds.Count ? null : Failure.Invalid("course_ids", "Each must be a published course, once.");
    }

    /// <summary>Locks the row, so that the version that was checked is the one that is changed.</summary>
    private static async Task<Failure?> OwnAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid id, Caller author, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("select owner_id, version from certifications where id = $1 for update", transaction, id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return NotFound;
        }

        return author.Owns(reader.Maybe<Guid?>(0) ?? Guid.Empty) ? precondition(reader.GetInt32(1)) : NotYours;
    }
}
