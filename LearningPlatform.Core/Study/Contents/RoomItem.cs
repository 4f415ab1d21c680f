using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Contents;

/// <summary>Something that somebody keeps for themselves or in a room: a todo, a note, a material.</summary>
public interface IRoomItem
{
    Guid OwnerId { get; }

    /// <summary>The room it lies in; null for what is its owner's alone.</summary>
    Guid? RoomId { get; }

    /// <summary>The room's people see it; otherwise its owner alone, wherever it lies.</summary>
    bool IsShared { get; }
}

/// <summary>What somebody wants with an item.</summary>
public enum ItemUse
{
    See,

    /// <summary>What everybody in the room may do with what is shared: tick a todo, write in a note.</summary>
    WorkOn,

    /// <summary>What its owner may do, and moderators with what is shared.</summary>
    Manage,
}

/// <summary>Who may do what with an item.</summary>
public static class ItemAccess
{
    /// <summary>
    /// Null when they may. An item is its owner's, if it lies in a room only as long as they are in it or nobody else sees it; the rest is
    /// the room's matter. Who may not see it gets <paramref name="notFound"/>.
    /// </summary>
    /// <param name="item">The item.</param>
    /// <param name="userId">Who.</param>
    /// <param name="membership">What they are in the item's room; null for none.</param>
    /// <param name="use">What for.</param>
    /// <param name="notFound">What to answer where the item does not exist for them.</param>
    public static Failure? Refusal(IRoomItem item, Guid userId, Membership? membership, ItemUse use, Failure notFound)
    {
        ArgumentNullException.ThrowIfNull(item);
        var isOwner = item.OwnerId == userId;
        if (item.RoomId is null || !item.IsShared)
        {
            return isOwner ? null : notFound;
        }

        return membership is null ? notFound
            : use == ItemUse.See ? membership.Refusal(RoomAction.See)
            : membership.Refusal(use == ItemUse.WorkOn || isOwner ? RoomAction.Contribute : RoomAction.ManageContent);
    }

    /// <summary>
    /// Why a change may not be what shows the item to its room; null otherwise. Its owner keeps what they had there for themselves after
    /// they have left or been put out, and must not get back in by sharing it.
    /// </summary>
    public static Failure? SharingRefusal(IRoomItem before, IRoomItem now, Membership? membership)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        return now.IsShared && !before.IsShared ? Membership.Check(membership, RoomAction.Contribute).Failure : null;
    }
}
