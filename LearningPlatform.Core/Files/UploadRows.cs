using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Files;

/// <summary>The statements on <c>uploads</c>.</summary>
internal static class UploadRows
{
    private const string Columns =
        "id, user_id, purpose, state, file_name, content_type, size, sha256, used_by, bucket, object_key, created_at, expires_at";

    /// <summary>
    /// Inserts the row if its owner's files leave room for it; false if not. Uploads of one person come one after another here, so that no
    /// two of them find the same room.
    /// </summary>
    public static async Task<bool> TryInsertAsync(
        NpgsqlDataSource database, Upload upload, DateTimeOffset? linkExpiresAt, long quota, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch()
            .With("select pg_advisory_xact_lock(hashtextextended('uploads:' || $1::text, 0))", upload.UserId)
            .With(
                """
                insert into uploads (id, user_id, purpose, file_name, content_type, size, sha256, state, bucket, object_key,
                                     link_expires_at, created_at, expires_at)
                select $1, $2, $3, $4, $5, $6, $7::text, 'pending', $8, $9, $10::timestamptz, $11, $12
                from (select count(*) as files, coalesce(sum(size), 0) as bytes from uploads where user_id = $2) as used
                where used.files < $13 and used.bytes + $6 <= $14
                returning id
                """,
                upload.Id, upload.UserId, Name(upload.Purpose), upload.FileName, upload.ContentType, upload.Size, upload.Sha256,
                upload.Bucket, upload.ObjectKey, linkExpiresAt, upload.CreatedAt, upload.ExpiresAt, UploadRules.MaxFiles, quota);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }

    public static async Task<Upload?> FindAsync(NpgsqlDataSource database, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} from uploads where id = $1", id);
        return await ReadOneAsync(command, cancellationToken);
    }

    public static async Task<IReadOnlyList<Upload>> FindAsync(
        NpgsqlDataSource database, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, ids, cancellationToken);
    }

    /// <summary>The same over a connection that is open.</summary>
    public static async Task<IReadOnlyList<Upload>> FindAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = connection.Command($"select {Columns} from uploads where id = any($1)", null, ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var uploads = new List<Upload>();
        while (await reader.ReadAsync(cancellationToken))
        {
            uploads.Add(Read(reader));
        }

        return uploads;
    }

    /// <summary>
    /// Marks a pending upload as ready; null when it is pending no more. Its place in temp-uploads is emptied once more when the signed URL
    /// has expired, with which it could be filled again.
    /// </summary>
    public static async Task<Upload?> MarkReadyAsync(
        NpgsqlDataSource database, Upload upload, UploadContent content, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            with ready as (
                update uploads set state = 'ready', sha256 = $2, completed_at = $3, expires_at = $4
                where id = $1 and state = 'pending' returning {Columns}, link_expires_at
            ), emptied as (
                insert into removed_objects (bucket, object_key, due_at)
                select '{Buckets.TempUploads}', object_key, link_expires_at from ready where link_expires_at is not null
                on conflict do nothing
            )
            select {Columns} from ready
            """,
            upload.Id, content.Sha256, now, now + UploadRules.Of(upload.Purpose).Unused);
        return await ReadOneAsync(command, cancellationToken);
    }

    /// <summary>Gives the file to what uses it; null when it is not there, not ready, for another purpose, or used by something else.</summary>
    public static async Task<Upload?> ClaimAsync(
        NpgsqlDataSource database, Guid id, Guid ownerId, UploadPurpose purpose, Guid usedBy, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            update uploads set used_by = $4, expires_at = null
            where id = $1 and user_id = $2 and purpose = $3 and state = 'ready' and (used_by is null or used_by = $4)
            returning {Columns}
            """,
            id, ownerId, Name(purpose), usedBy);
        return await ReadOneAsync(command, cancellationToken);
    }

    /// <summary>Media that a course shows now stay; the ids of those among <paramref name="ids"/> that are ready and the owner's, or anybody's.</summary>
    public static async Task<IReadOnlyList<Guid>> KeepMediaAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, Guid? ownerId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            update uploads set expires_at = null
            where id = any($1) and ($2::uuid is null or user_id = $2) and purpose = 'media' and state = 'ready' returning id
            """,
            null, ids.ToArray(), ownerId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>A page of what is claimed.</summary>
    public static async Task<IReadOnlyList<(Guid Upload, Guid UsedBy)>> ListUsedAsync(
        NpgsqlDataSource database, UploadPurpose purpose, DateTimeOffset completedBefore, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select id, used_by from uploads
            where purpose = $1 and used_by is not null and completed_at < $2 and id > $3 order by id limit $4
            """,
            Name(purpose), completedBefore, after ?? Guid.Empty, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var used = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            used.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return used;
    }

    /// <summary>The row goes; a trigger notes the bytes that must follow.</summary>
    /// <exception cref="PostgresException">Something refers to it: a foreign key violation.</exception>
    public static async Task<bool> DeleteAsync(NpgsqlDataSource database, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("delete from uploads where id = $1", id);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>The same while it is pending; false when it is there no more, or ready.</summary>
    public static async Task<bool> DeletePendingAsync(NpgsqlDataSource database, Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command("delete from uploads where id = $1 and state = 'pending'", id);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Notes bytes that must go although no row was removed.</summary>
    public static async Task NoteRemovedAsync(
        NpgsqlDataSource database, string bucket, string key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "insert into removed_objects (bucket, object_key, due_at) values ($1, $2, $3) on conflict do nothing", bucket, key, now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static string Name(UploadPurpose purpose) => purpose.ToString().ToLowerInvariant();

    private static async Task<Upload?> ReadOneAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    private static Upload Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.IsDBNull(1) ? null : reader.GetGuid(1),
        Enum.Parse<UploadPurpose>(reader.GetString(2), ignoreCase: true),
        Enum.Parse<UploadState>(reader.GetString(3), ignoreCase: true),
        reader.GetString(4),
        reader.GetString(5),
        reader.GetInt64(6),
        reader.Maybe<string>(7),
        reader.IsDBNull(8) ? null : reader.GetGuid(8),
        reader.GetString(9),
        reader.GetString(10),
        reader.Time(11),
        reader.MaybeTime(12));
}
