using LearningPlatform.Core.Identity;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Files of people, from the first announcement to their removal: <see cref="BeginAsync"/>, the client's PUT, <see cref="CompleteAsync"/>;
/// then a module makes it its own with <see cref="ClaimAsync"/>, hands out its bytes with <see cref="LinkAsync"/> to whoever that module
/// lets, and ends it with <see cref="DeleteAsync"/>.
/// </summary>
/// <remarks>
/// A crash at any point leaves a row that can be completed again, or that the clean-up job removes with its bytes; see
/// <see cref="UploadCleanup"/>.
/// </remarks>
public sealed class Uploads(NpgsqlDataSource database, ObjectStorage storage, UploadCleanup cleanup, TimeProvider time, ILogger<Uploads> logger)
{
    /// <summary>How long a link to a file works.</summary>
    public static readonly TimeSpan DownloadLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Announces a file and returns how to send it.</summary>
    public async Task<Outcome<UploadTicket>> BeginAsync(NewUpload file, Caller owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(owner);
        if (!Announce(file, owner.UserId).TryGet(out var upload, out var failure))
        {
            return failure;
        }

        var linkExpiresAt = upload.CreatedAt + UploadRules.LinkLifetime;
        if (!await UploadRows.TryInsertAsync(database, upload, linkExpiresAt, UploadRules.QuotaOf(owner.Role), cancellationToken))
        {
            return UploadFailures.QuotaExceeded;
        }

        var url = await storage.SignPutAsync(
            Buckets.TempUploads, upload.ObjectKey, upload.ContentType, upload.Size, UploadRules.LinkLifetime);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Content-Type"] = upload.ContentType,
            ["Content-Length"] = upload.Size.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        return new UploadTicket(upload.View, "PUT", url, headers, linkExpiresAt);
    }

    /// <summary>Checks what has arrived and moves it to its place; doing it again changes nothing. What is not as declared is removed.</summary>
    public async Task<Outcome<UploadView>> CompleteAsync(Guid id, Caller owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owner);
        if (await UploadRows.FindAsync(database, id, cancellationToken) is not { } upload || upload.UserId != owner.UserId)
        {
            return UploadFailures.NotFound;
        }

        if (upload.State == UploadState.Ready)
        {
            return upload.View;
        }

        await using var received = await storage.OpenReadAsync(Buckets.TempUploads, upload.ObjectKey, cancellationToken);
        if (received is null)
        {
            return await CompletedMeanwhileAsync(id, UploadFailures.NotReceived, cancellationToken);
        }

        if (!(await UploadContent.CheckAsync(received.Content, upload, cancellationToken)).TryGet(out var content, out var failure))
        {
            await DeleteAsync(id, cancellationToken);
            return failure;
        }

        // Only the very bytes that were checked: whoever still has the signed URL may have put others there since.
        if (!await storage.CopyAsync(
            Buckets.TempUploads, upload.ObjectKey, upload.Bucket, upload.ObjectKey, received.ETag, cancellationToken))
        {
            return await CompletedMeanwhileAsync(id, UploadFailures.Changed, cancellationToken);
        }

        return await FinishAsync(upload, content, cancellationToken);
    }

    /// <summary>Takes a file whose bytes are here already; for small ones.</summary>
    /// <param name="file">As for <see cref="BeginAsync"/>.</param>
    /// <param name="content">Seekable; read twice.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="cancellationToken">Ends the work; nothing stays.</param>
    public async Task<Outcome<UploadView>> SaveAsync(NewUpload file, Stream content, Caller owner, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(owner);
        if (!Announce(file, owner.UserId).TryGet(out var upload, out var failure)
            || !(await UploadContent.CheckAsync(content, upload, cancellationToken)).TryGet(out var found, out failure))
        {
            return failure;
        }

        if (!await UploadRows.TryInsertAsync(database, upload, linkExpiresAt: null, UploadRules.QuotaOf(owner.Role), cancellationToken))
        {
            return UploadFailures.QuotaExceeded;
        }

        content.Position = 0;
        await storage.PutAsync(upload.Bucket, upload.ObjectKey, content, upload.ContentType, cancellationToken);
        return await FinishAsync(upload, found, cancellationToken);
    }

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
    /// Says that a course shows these media, so that they stay; answers with those that are ready media of <paramref name="ownerId"/>. What
    /// refers to them then must be a foreign key: it keeps them from being removed.
    /// </summary>
    public Task<IReadOnlyList<Guid>> KeepMediaAsync(
        IReadOnlyCollection<Guid> ids, Guid ownerId, CancellationToken cancellationToken) =>
        UploadRows.KeepMediaAsync(database, ids, ownerId, cancellationToken);

    /// <summary>The file's description, whoever asks; null when there is none.</summary>
    public async Task<UploadView?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await UploadRows.FindAsync(database, id, cancellationToken))?.View;

    /// <summary>The descriptions of those that there are, by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, UploadView>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken) =>
        (await UploadRows.FindAsync(database, ids, cancellationToken)).ToDictionary(upload => upload.Id, upload => upload.View);

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

        await cleanup.TryRemoveAsync(upload.Bucket, upload.ObjectKey, cancellationToken);
        await cleanup.TryRemoveAsync(Buckets.TempUploads, upload.ObjectKey, cancellationToken);
        return null;
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

    /// <summary>The upload that <paramref name="file"/> would be, or what its purpose has against it.</summary>
    private Outcome<Upload> Announce(NewUpload file, Guid ownerId)
    {
        var rule = UploadRules.Of(file.Purpose);
        var contentType = FileFormats.Normalize(file.ContentType);
        if (!rule.ContentTypes.Contains(contentType))
        {
            return UploadFailures.TypeNotTaken;
        }

        if (file.Size > rule.MaxBytes)
        {
            return UploadFailures.TooLarge(rule.MaxBytes);
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        return new Upload(
            id, ownerId, file.Purpose, UploadState.Pending, file.FileName, contentType, file.Size, file.Sha256?.ToLowerInvariant(), null,
            rule.Bucket, id.ToString("N"), now, now + UploadRules.Patience);
    }

    private async Task<Outcome<UploadView>> FinishAsync(Upload upload, UploadContent content, CancellationToken cancellationToken)
    {
        if (await UploadRows.MarkReadyAsync(database, upload, content, time.GetUtcNow(), cancellationToken) is { } ready)
        {
            await cleanup.TryRemoveAsync(Buckets.TempUploads, upload.ObjectKey, cancellationToken);
            return ready.View;
        }

        var outcome = await CompletedMeanwhileAsync(upload.Id, UploadFailures.NotFound, cancellationToken);
        if (outcome.Failure is not null)
        {
            // Removed while it was checked: what was copied since must not stay.
            logger.LogInformation("The upload {Upload} was removed while it was completed", upload.Id);
            await UploadRows.NoteRemovedAsync(database, upload.Bucket, upload.ObjectKey, time.GetUtcNow(), cancellationToken);
        }

        return outcome;
    }

    /// <summary>The upload, if another request has completed it by now; else <paramref name="failure"/>.</summary>
    private async Task<Outcome<UploadView>> CompletedMeanwhileAsync(Guid id, Failure failure, CancellationToken cancellationToken) =>
        await UploadRows.FindAsync(database, id, cancellationToken) is { State: UploadState.Ready } upload ? upload.View : failure;
}
