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
public sealed partial class Uploads(
    NpgsqlDataSource database, ObjectStorage storage, UploadCleanup cleanup, TimeProvider time, ILogger<Uploads> logger)
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

    /// <summary>
    /// Checks what has arrived and moves it to its place; doing it again changes nothing. What is not as declared is removed.
    /// </summary>
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
            return await RefuseAsync(upload, failure, cancellationToken);
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
        var id = OrderedId.At(now);
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

    /// <summary>
    /// Removes an upload whose bytes are not as declared, unless another request has found the right ones in their place and completed it:
    /// that file may be in use.
    /// </summary>
    private async Task<Outcome<UploadView>> RefuseAsync(Upload upload, Failure failure, CancellationToken cancellationToken)
    {
        if (!await UploadRows.DeletePendingAsync(database, upload.Id, cancellationToken))
        {
            return await CompletedMeanwhileAsync(upload.Id, UploadFailures.NotFound, cancellationToken);
        }

        await RemoveBytesAsync(upload, cancellationToken);
        return failure;
    }

    /// <summary>
    /// The upload, if another request has completed it by now; <paramref name="failure"/> while it waits, not found when one has refused it.
    /// </summary>
    private async Task<Outcome<UploadView>> CompletedMeanwhileAsync(Guid id, Failure failure, CancellationToken cancellationToken) =>
        await UploadRows.FindAsync(database, id, cancellationToken) switch
        {
            { State: UploadState.Ready } upload => upload.View,
            null => UploadFailures.NotFound,
            _ => failure,
        };
}
