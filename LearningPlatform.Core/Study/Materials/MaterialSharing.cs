using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>Who else has a material, and its files through time.</summary>
public sealed class MaterialSharing(
    MaterialAccess access,
    RoomMaterials rooms,
    RoomMemberships memberships,
    PublicProfiles profiles,
    Uploads uploads,
    RoomFeed feed,
    TimeProvider time)
{
    /// <summary>Shares it with somebody whom the caller may see; null ends it.</summary>
    public async Task<Outcome<MaterialView>> WithPersonAsync(
        Guid id, Caller caller, Guid userId, MaterialPermission? permission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var unknown = permission is null ? null : (await profiles.GetAsync(userId, caller, cancellationToken)).Failure;
        var changed = await access.ChangeAsync(
            id, caller.UserId, MaterialUse.Share, _ => null,
            material => unknown is not null ? unknown : material.ShareWith(userId, permission), cancellationToken);
        return changed.TryGet(out var change, out var failure) ? MaterialView.Of(change.Material, caller.UserId) : failure;
    }

    /// <summary>Puts it into a room that the caller is in, instead of the one it lay in; null takes it back.</summary>
    public async Task<Outcome<MaterialView>> WithRoomAsync(Guid id, Guid userId, Guid? roomId, CancellationToken cancellationToken)
    {
        if (roomId is { } wanted
            && (await memberships.RequireAsync(wanted, userId, RoomAction.Contribute, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        await using var held = await rooms.HoldAsync(roomId, cancellationToken);
        if (!(await access.GetAsync(id, userId, MaterialUse.Share, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        if (found.Material.Body.RoomId != roomId
            && await rooms.OverfilledAsync(roomId, found.Material.Body.TotalSize, cancellationToken) is { } full)
        {
            return full;
        }

        var changed = await access.ChangeAsync(
            id, userId, MaterialUse.Share, _ => null,
            material => material.TotalSize == found.Material.Body.TotalSize ? material with { RoomId = roomId } : MaterialFailures.Changed,
            cancellationToken);
        if (!changed.TryGet(out var change, out failure))
        {
            return failure;
        }

        if (change.Before.RoomId != roomId)
        {
            await feed.RemovedAsync(id, change.Before, MaterialEvents.Deleted, cancellationToken);
            await feed.AddedAsync(
                change.Material.Body, MaterialEvents.Created, MaterialView.Of(change.Material, readerId: null), cancellationToken);
        }

        return MaterialView.Of(change.Material, userId);
    }

    /// <summary>All files of the material, the newest first.</summary>
    public async Task<Outcome<Page<MaterialVersion>>> VersionsAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        (await access.GetAsync(id, userId, MaterialUse.Read, cancellationToken)).TryGet(out var found, out var failure)
            ? new Page<MaterialVersion>([.. found.Material.Body.Versions.Reverse()], null)
            : failure;

    /// <summary>A ready upload of the caller's becomes the newest file; the earlier ones stay.</summary>
    public async Task<Outcome<MaterialView>> AddVersionAsync(
        Guid id, Guid userId, Guid uploadId, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        // Refusals come before the claim: what is claimed for nothing is removed by and by.
        if (!(await access.GetAsync(id, userId, MaterialUse.Edit, cancellationToken)).TryGet(out var found, out var failure)
            || (failure = precondition(found.Material.Version) ?? found.Material.Body.RefusalOf(uploadId)) is not null)
        {
            return failure;
        }

        if (await uploads.FindAsync(uploadId, cancellationToken) is not { } file)
        {
            return UploadFailures.NotFound;
        }

        var room = found.Material.Body.RoomId;
        await using var held = await rooms.HoldAsync(room, cancellationToken);
        if (await rooms.OverfilledAsync(room, file.Size, cancellationToken, newMaterial: false) is { } full)
        {
            return full;
        }

        var claimed = await uploads.ClaimAsync(uploadId, userId, UploadPurpose.Material, id, cancellationToken);
        if (!claimed.TryGet(out var upload, out failure))
        {
            return failure;
        }

        var changed = await access.ChangeAsync(
            id, userId, MaterialUse.Edit, precondition,
            material => material.RoomId == room ? material.WithVersion(upload, userId, time.GetUtcNow()) : MaterialFailures.Changed,
            cancellationToken);
        if (!changed.TryGet(out var change, out failure))
        {
            return failure;
        }

        await feed.AddedAsync(
            change.Material.Body, MaterialEvents.Updated, MaterialView.Of(change.Material, readerId: null), cancellationToken);
        return MaterialView.Of(change.Material, userId);
    }
}
