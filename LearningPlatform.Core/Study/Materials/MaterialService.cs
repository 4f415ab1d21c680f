using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>
/// Materials: made of an upload, listed, changed, downloaded, deleted. Sharing and versions are <see cref="MaterialSharing"/>'s matter.
/// </summary>
/// <remarks>
/// The upload is claimed before the document is written, and removed after the document is gone: a crash in between leaves an upload
/// without a material, which a job of Workers' removes.
/// </remarks>
public sealed class MaterialService(
    IDocumentCollection<Material> materials,
    RoomItems<Material> items,
    MaterialAccess access,
    RoomMaterials rooms,
    RoomMemberships memberships,
    Uploads uploads,
    RoomFeed feed,
    TimeProvider time) : IRoomContents
{
    /// <summary>A new material of the caller's, of a ready upload of theirs; in <paramref name="roomId"/> or their own.</summary>
    public async Task<Outcome<MaterialView>> CreateAsync(
        Guid userId, Guid uploadId, Guid? roomId, string? name, string description, CancellationToken cancellationToken)
    {
        if (roomId is { } room
            && (await memberships.RequireAsync(room, userId, RoomAction.Contribute, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        if (await uploads.FindAsync(uploadId, cancellationToken) is not { } file)
        {
            return UploadFailures.NotFound;
        }

        await using var held = await rooms.HoldAsync(roomId, cancellationToken);
        if (await rooms.OverfilledAsync(roomId, file.Size, cancellationToken) is { } full)
        {
            return full;
        }

        var now = time.GetUtcNow();
        var id = OrderedId.At(now);
        var claimed = await uploads.ClaimAsync(uploadId, userId, UploadPurpose.Material, id, cancellationToken);
        if (!claimed.TryGet(out var upload, out var failure))
        {
            return failure;
        }

        var material = new Material
        {
            Name = string.IsNullOrWhiteSpace(name) ? Shortened(upload.FileName) : name.Trim(),
            Description = description,
            OwnerId = userId,
            RoomId = roomId,
            CreatedAt = now,
            UpdatedAt = now,
            Versions = [MaterialVersion.Of(1, upload, userId, now)],
        };
        await materials.InsertAsync(id, material, cancellationToken);
        var document = new Document<Material>(id, 1, material);
        await feed.AddedAsync(material, MaterialEvents.Created, MaterialView.Of(document, readerId: null), cancellationToken);
        return MaterialView.Of(document, userId);
    }

    public async Task<Outcome<MaterialView>> GetAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        (await access.GetAsync(id, userId, MaterialUse.Read, cancellationToken)).TryGet(out var found, out var failure)
            ? MaterialView.Of(found.Material, userId)
            : failure;

    /// <summary>The caller's own materials, or those that others share with them, newest first.</summary>
    public async Task<Page<MaterialView>> ListAsync(
        Guid userId, bool sharedByOthers, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var pattern = sharedByOthers
            ? DocumentPattern.Of(new { SharedWith = new[] { new { UserId = userId } } })
            : DocumentPattern.Of(new { OwnerId = userId });
        var page = await items.ListAsync(before, limit, cancellationToken, pattern);
        return new([.. page.Items.Select(material => MaterialView.Of(material, userId))], page.NextCursor);
    }

    /// <summary>The room's materials, newest first.</summary>
    public async Task<Outcome<Page<MaterialView>>> ListRoomAsync(
        Guid roomId, Guid userId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if ((await memberships.RequireAsync(roomId, userId, RoomAction.See, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        var page = await items.ListAsync(before, limit, cancellationToken, DocumentPattern.Of(new { RoomId = roomId }));
        return new Page<MaterialView>([.. page.Items.Select(material => MaterialView.Of(material, userId))], page.NextCursor);
    }

    /// <summary>Another name and description.</summary>
    public async Task<Outcome<MaterialView>> UpdateAsync(
        Guid id, Guid userId, string name, string description, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        var changed = await access.ChangeAsync(
            id, userId, MaterialUse.Edit, precondition,
            material => material with { Name = name, Description = description, UpdatedAt = time.GetUtcNow() },
            cancellationToken);
        if (!changed.TryGet(out var change, out var failure))
        {
            return failure;
        }

        await feed.AddedAsync(
            change.Material.Body, MaterialEvents.Updated, MaterialView.Of(change.Material, readerId: null), cancellationToken);
        return MaterialView.Of(change.Material, userId);
    }

    /// <summary>A link to the newest file, or to an older one, that expires.</summary>
    public async Task<Outcome<FileLink>> LinkAsync(Guid id, Guid userId, int? number, CancellationToken cancellationToken)
    {
        if (!(await access.GetAsync(id, userId, MaterialUse.Read, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var versions = found.Material.Body.Versions;
        var version = number is null ? versions[^1] : versions.FirstOrDefault(one => one.Number == number);
        return version is null
            ? MaterialFailures.VersionNotFound
            : await uploads.LinkAsync(version.UploadId, inline: false, cancellationToken);
    }

    /// <summary>Removes the material with all its files.</summary>
    public async Task<Failure?> DeleteAsync(Guid id, Guid userId, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (!(await access.DeleteAsync(id, userId, precondition, cancellationToken)).TryGet(out var material, out var failure))
        {
            return failure;
        }

        await RemoveFilesAsync(material, cancellationToken);
        await feed.RemovedAsync(id, material, MaterialEvents.Deleted, cancellationToken);
        return null;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid roomId, CancellationToken cancellationToken) => items.RemoveAsync(
        DocumentPattern.Of(new { RoomId = roomId }), material => RemoveFilesAsync(material.Body, cancellationToken), cancellationToken);

    /// <summary>Removes files that were claimed for a material that is not there or does not have them, as a crash leaves them.</summary>
    public async Task RemoveStrayFilesAsync(CancellationToken cancellationToken)
    {
        const int PageSize = 500;
        var settled = time.GetUtcNow().AddHours(-1);
        Guid? after = null;
        while (true)
        {
            var page = await uploads.ListUsedAsync(UploadPurpose.Material, settled, after, PageSize, cancellationToken);
            foreach (var (upload, usedBy) in page)
            {
                var owner = await materials.GetAsync(usedBy, cancellationToken);
                if (owner?.Body.Versions.Any(version => version.UploadId == upload) != true)
                {
                    await uploads.DeleteAsync(upload, cancellationToken);
                }
            }

            if (page.Count < PageSize)
            {
                return;
            }

            after = page[^1].Upload;
        }
    }

    private async Task RemoveFilesAsync(Material material, CancellationToken cancellationToken)
    {
        foreach (var version in material.Versions)
        {
            await uploads.DeleteAsync(version.UploadId, cancellationToken);
        }
    }

    private static string Shortened(string fileName) => fileName[..int.Min(fileName.Length, Material.NameMaxLength)];
}
