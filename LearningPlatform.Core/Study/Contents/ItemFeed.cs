using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Contents;

/// <summary>Shows a room's people what becomes of its shared items. What somebody keeps for themselves is nobody's news.</summary>
public static class ItemFeed
{
    /// <summary>Something new.</summary>
    public static async Task AddedAsync<TView>(
        this RoomFeed feed, IRoomItem item, RoomEventKind<TView> kind, TView view, CancellationToken cancellationToken)
        where TView : class
    {
        ArgumentNullException.ThrowIfNull(feed);
        if (item is { IsShared: true, RoomId: { } room })
        {
            await feed.PublishAsync(room, kind, view, cancellationToken);
        }
    }

    /// <summary>
    /// A change. What is shared only now is <paramref name="created"/> to the others, what is not shared any more <paramref name="deleted"/>.
    /// </summary>
    public static async Task ChangedAsync<TView>(
        this RoomFeed feed, Guid id, IRoomItem before, IRoomItem now, TView view,
        RoomEventKind<TView> created, RoomEventKind<TView> changed, RoomEventKind<ItemReference> deleted,
        CancellationToken cancellationToken)
        where TView : class
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        if (now.IsShared)
        {
            await feed.AddedAsync(now, before.IsShared ? changed : created, view, cancellationToken);
        }
        else
        {
            await feed.RemovedAsync(id, before, deleted, cancellationToken);
        }
    }

    /// <summary>Gone.</summary>
    public static async Task RemovedAsync(
        this RoomFeed feed, Guid id, IRoomItem item, RoomEventKind<ItemReference> kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(feed);
        if (item is { IsShared: true, RoomId: { } room })
        {
            await feed.PublishAsync(room, kind, new(id), cancellationToken);
        }
    }
}
