using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Files;

/// <content>Files that are here: whose they are, how they are read, how they go.</content>
public sealed partial class Uploads
{
    /// <summary>
    /// Makes a ready file of <paramref name="ownerId"/> the file of one thing; it stays until <see cref="DeleteAsync"/>. Doing it again for
    /// the same thing is no error, so a caller that crashed can start over. Not for media: any number of lessons show them.
    /// </summary>
    /// <param name="id">The upload.</param>
    /// <param name="ownerId">Who uploaded it; others' files are not found.</param>
    /// <param name="purpose">What it must have been uploaded for.</param>
    /// <param name="usedBy">The id of the material, the submission, …</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<UploadView>> ClaimAsync(
        Guid id, Guid ownerId, UploadPurpose purpose, Guid usedBy, CancellationToken cancellationToken)
    {
        if (await UploadRows.ClaimAsync(database, id, ownerId, purpose, usedBy, cancellationToken) is { } claimed)
        {
            return claimed.View;
        }

        return await UploadRows.FindAsync(database, id, cancellationToken) switch
        {
            { } upload when upload.UserId != ownerId => UploadFailures.NotFound,
            { } upload when upload.Purpose != purpose => UploadFailures.WrongPurpose,
            { State: UploadState.Pending } => UploadFailures.NotCompleted,
            { } => UploadFailures.InUse,
            null => UploadFailures.NotFound,
        };
    }

    /// <summary>
    /// Says that a course shows these media, so that they stay, in the transaction of the foreign keys that will name them; answers with
    /// those that are ready media of <paramref name="ownerId"/>, or of anybody.
    /// </summary>
    public static Task<IReadOnlyList<Guid>> KeepMediaAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, Guid? ownerId, CancellationToken cancellationToken) =>
        UploadRows.KeepMediaAsync(connection, ids, ownerId, cancellationToken);

    /// <summary>Says that media may be shown by nothing any more: if so, they go like media that never were.</summary>
    public async Task ReleaseMediaAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await using var command = database.Command(
            "update uploads set expires_at = $2 where id = any($1) and purpose = 'media'",
            ids.ToArray(), time.GetUtcNow() + UploadRules.Of(UploadPurpose.Media).Unused);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The file's description, whoever asks; null when there is none.</summary>
    public async Task<UploadView?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await UploadRows.FindAsync(database, id, cancellationToken))?.View;

    /// <summary>The descriptions of those that there are, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, UploadView>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await UploadRows.FindAsync(database, ids, cancellationToken)).ToDictionary(upload => upload.Id, upload => upload.View);

    /// <summary>The same within the transaction that <paramref name="connection"/> has open.</summary>
    public static async Task<IReadOnlyDictionary<Guid, UploadView>> FindAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await UploadRows.FindAsync(connection, ids, cancellationToken)).ToDictionary(upload => upload.Id, upload => upload.View);

    /// <summary>The file's description for its owner or an admin.</summary>
    public async Task<Outcome<UploadView>> FindOwnAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var upload = await UploadRows.FindAsync(database, id, cancellationToken);
        return upload is not null && (upload.UserId == caller.UserId || caller.IsAdmin) ? upload.View : UploadFailures.NotFound;
    }

    /// <summary>
    /// A URL that reads the file for <see cref="DownloadLifetime"/>. Who may have it is for the calling module to decide, before.
    /// </summary>
    /// <param name="id">A ready upload.</param>
    /// <param name="inline">
    /// Whether a browser should show it in place. Only pictures, sound, video and PDF are ever shown; everything else is saved as a file.
    /// </param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<Outcome<FileLink>> LinkAsync(Guid id, bool inline, CancellationToken cancellationToken)
    {
        if (await UploadRows.FindAsync(database, id, cancellationToken) is not { State: UploadState.Ready } upload)
        {
            return UploadFailures.NotFound;
        }

        var shows = inline && FileFormats.All.TryGetValue(upload.ContentType, out var rule) && rule.ShowsInline;
        var url = await storage.SignGetAsync(upload.Bucket, upload.ObjectKey, DownloadLifetime, upload.FileName, shows);
        return new FileLink(url, time.GetUtcNow() + DownloadLifetime, upload.FileName, upload.ContentType, upload.Size);
    }

    /// <summary>Opens a ready file for reading; null when there is none. Dispose it.</summary>
    public async Task<StoredObject?> OpenAsync(Guid id, CancellationToken cancellationToken) =>
        await UploadRows.FindAsync(database, id, cancellationToken) is { State: UploadState.Ready } upload
            ? await storage.OpenReadAsync(upload.Bucket, upload.ObjectKey, cancellationToken)
            : null;

    /// <summary>Files that were claimed, for a module that looks for those whose thing is not there any more; in the order of their ids.</summary>
    /// <param name="purpose">What they were uploaded for.</param>
    /// <param name="completedBefore">Younger ones may still be on their way to their thing.</param>
    /// <param name="after">The last id of the page before.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<IReadOnlyList<(Guid Upload, Guid UsedBy)>> ListUsedAsync(
        UploadPurpose purpose, DateTimeOffset completedBefore, Guid? after, int limit, CancellationToken cancellationToken) =>
        UploadRows.ListUsedAsync(database, purpose, completedBefore, after, limit, cancellationToken);

    /// <summary>Removes a file with its bytes, for the module that has claimed it; one that is not there is no error.</summary>
    /// <returns><c>UPLOAD_IN_USE</c> when a course's lessons refer to it; null when it is gone.</returns>
    public async Task<Failure?> DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await UploadRows.FindAsync(database, id, cancellationToken) is not { } upload)
        {
            return null;
        }

        try
        {
            await UploadRows.DeleteAsync(database, id, cancellationToken);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            return UploadFailures.InUse;
        }

        await RemoveBytesAsync(upload, cancellationToken);
        return null;
    }

    /// <summary>The bytes of a row that is gone, wherever they have got to.</summary>
    private async Task RemoveBytesAsync(Upload upload, CancellationToken cancellationToken)
    {
        await cleanup.TryRemoveAsync(upload.Bucket, upload.ObjectKey, cancellationToken);
        await cleanup.TryRemoveAsync(Buckets.TempUploads, upload.ObjectKey, cancellationToken);
    }

    /// <summary>Removes what one thing used, for a module whose thing is gone.</summary>
    public async Task DeleteUsedAsync(UploadPurpose purpose, Guid usedBy, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select id from uploads where used_by = $1 and purpose = $2", usedBy, UploadRows.Name(purpose));
        IReadOnlyList<Guid> used;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            used = await reader.ReadIdsAsync(cancellationToken);
        }

        foreach (var id in used)
        {
            await DeleteAsync(id, cancellationToken);
        }
    }

    /// <summary>Removes what an account itself used for <paramref name="purpose"/> before it got <paramref name="kept"/>.</summary>
    public async Task DeleteOthersAsync(Guid ownerId, UploadPurpose purpose, Guid kept, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select id from uploads where user_id = $1 and used_by = $1 and purpose = $2 and id <> $3", ownerId, UploadRows.Name(purpose), kept);
        IReadOnlyList<Guid> others;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            others = await reader.ReadIdsAsync(cancellationToken);
        }

        foreach (var id in others)
        {
            await DeleteAsync(id, cancellationToken);
        }
    }

    /// <summary>Removes a file that nothing uses, for its owner.</summary>
    public async Task<Failure?> DeleteOwnAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await FindOwnAsync(id, caller, cancellationToken)).TryGet(out var upload, out var failure))
        {
            return failure;
        }

        return upload.UsedBy is null ? await DeleteAsync(id, cancellationToken) : UploadFailures.InUse;
    }
}
