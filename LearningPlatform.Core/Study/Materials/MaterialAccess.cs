using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>What somebody wants with a material.</summary>
public enum MaterialUse
{
    Read,

    /// <summary>Change its name, add a version.</summary>
    Edit,

    /// <summary>Remove it: its owner, and moderators of its room.</summary>
    Delete,

    /// <summary>Say who else has it: its owner alone.</summary>
    Share,
}

/// <summary>Who may do what with a material.</summary>
public sealed class MaterialAccess(IDocumentCollection<Material> materials, RoomMemberships memberships)
{
    /// <summary>
    /// Null when they may. The owner may everything, wherever it lies, though edit in a room only while they can contribute there; people it
    /// is shared with what was granted; of its room, members read, moderators edit and delete.
    /// </summary>
    public static Failure? Refusal(Material material, Guid userId, Membership? membership, MaterialUse use)
    {
        ArgumentNullException.ThrowIfNull(material);
        if (material.OwnerId == userId)
        {
            return use != MaterialUse.Edit || material.RoomId is null ? null
                : membership is null ? MaterialFailures.NotYours
                : membership.Refusal(RoomAction.Contribute);
        }

        var granted = material.PermissionOf(userId);
        if (use == MaterialUse.Read && granted is not null)
        {
            return null;
        }

        if (use == MaterialUse.Edit && granted == MaterialPermission.Edit)
        {
            return membership?.Refusal(RoomAction.Contribute);
        }

        var inRoom = use switch
        {
            MaterialUse.Read => membership?.Refusal(RoomAction.See),
            MaterialUse.Share => MaterialFailures.NotYours,
            _ => membership?.Refusal(RoomAction.ManageContent),
        };
        return membership is not null ? inRoom : granted is null ? MaterialFailures.NotFound : MaterialFailures.NotYours;
    }

    /// <summary>The material, if the caller may use it so.</summary>
    public async Task<Outcome<(Document<Material> Material, Membership? Membership)>> GetAsync(
        Guid id, Guid userId, MaterialUse use, CancellationToken cancellationToken)
    {
        if (await materials.GetAsync(id, cancellationToken) is not { } found)
        {
            return MaterialFailures.NotFound;
        }

        var membership = found.Body.RoomId is { } room ? await memberships.FindAsync(room, userId, cancellationToken) : null;
        return Refusal(found.Body, userId, membership, use) is { } refusal ? refusal : (found, membership);
    }

    /// <summary>Changes the material, if the caller may use it so and it is still what they have read (<c>If-Match</c>).</summary>
    public async Task<Outcome<(Document<Material> Material, Material Before)>> ChangeAsync(
        Guid id, Guid userId, MaterialUse use, Func<long, Failure?> precondition, Func<Material, Outcome<Material>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!(await GetAsync(id, userId, use, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var before = found.Material.Body;
        var changed = await materials.UpdateIfAsync(
            id,
            MaterialFailures.NotFound,
            material =>
            {
                before = material;
                return RefusalNow(material, userId, found.Membership, use) is { } refusal ? refusal : change(material);
            },
            precondition,
            cancellationToken);
        return changed.TryGet(out var stored, out var refused) ? (stored, before) : refused;
    }

    /// <summary>Deletes the material, if the caller may and it is still what they have read (<c>If-Match</c>); returns what it was.</summary>
    public async Task<Outcome<Material>> DeleteAsync(
        Guid id, Guid userId, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (!(await GetAsync(id, userId, MaterialUse.Delete, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var deleted = await materials.DeleteIfAsync(
            id, MaterialFailures.NotFound, material => RefusalNow(material, userId, found.Membership, MaterialUse.Delete), precondition,
            cancellationToken);
        return deleted.TryGet(out var material, out failure) ? material.Body : failure;
    }

    /// <summary>The same of a newer version, which may lie in another room than the one whose membership was read.</summary>
    private static Failure? RefusalNow(Material material, Guid userId, Membership? membership, MaterialUse use) =>
        Refusal(material, userId, material.RoomId == membership?.RoomId ? membership : null, use);
}
