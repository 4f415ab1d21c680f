using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Contents;

/// <summary>What a live event says of an item that is gone, or that its owner keeps for themselves from now on.</summary>
public sealed record ItemReference(Guid Id);

/// <summary>
/// Reads and changes items of one kind under the rules of <see cref="ItemAccess"/>. <typeparamref name="T"/> says what an item is,
/// the callers what it means.
/// </summary>
public sealed class RoomItems<T>(IDocumentCollection<T> items, RoomMemberships memberships, StudyLocks locks)
    where T : class, IRoomItem
{
    private const int PurgePage = 200;

    /// <summary>The item, if the caller may use it so.</summary>
    public async Task<Outcome<Document<T>>> GetAsync(
        Guid id, Guid userId, ItemUse use, Failure notFound, CancellationToken cancellationToken) =>
        (await FindAsync(id, userId, use, notFound, cancellationToken)).TryGet(out var found, out var failure) ? found.Item : failure;

    /// <summary>Stores a new item, unless there are as many as <paramref name="quota"/> allows.</summary>
    public async Task<Failure?> AddAsync(Guid id, T item, ItemQuota quota, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(quota);
        await using var held = await locks.TakeAsync(
            [(quota.Things, item.OwnerId), .. item.RoomId is { } room ? [($"room-{quota.Things}", room)] : Array.Empty<(string, Guid)>()],
            cancellationToken);
        if (await items.CountAsync(DocumentPattern.Of(new { item.OwnerId }), quota.PerPerson, cancellationToken) >= quota.PerPerson)
        {
            return quota.PersonHasAll;
        }

        if (item.RoomId is not null
            && await items.CountAsync(DocumentPattern.Of(new { item.RoomId }), quota.PerRoom, cancellationToken) >= quota.PerRoom)
        {
            return quota.RoomHasAll;
        }

        await items.InsertAsync(id, item, cancellationToken);
        return null;
    }

    /// <summary>
    /// Changes the item, if the caller may use it so and <paramref name="precondition"/> does not refuse its version. The change is told
    /// what the caller is in the item's room.
    /// </summary>
    public async Task<Outcome<(Document<T> Item, T Before)>> ChangeAsync(
        Guid id, Guid userId, ItemUse use, Failure notFound, Func<long, Failure?> precondition, Func<T, Membership?, Outcome<T>> change,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        if (!(await FindAsync(id, userId, use, notFound, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var (before, membership) = (found.Item.Body, found.Membership);
        var changed = await items.UpdateIfAsync(
            id,
            notFound,
            body =>
            {
                before = body;
                return ItemAccess.Refusal(body, userId, membership, use, notFound) is { } refusal ? refusal
                    : !change(body, membership).TryGet(out var next, out var refused) ? refused
                    : ItemAccess.SharingRefusal(body, next, membership) is { } unshared ? unshared
                    : next;
            },
            precondition,
            cancellationToken);
        return changed.TryGet(out var stored, out var notStored) ? (stored, before) : notStored;
    }

    /// <summary>Deletes the item, if the caller may and <paramref name="precondition"/> does not refuse its version; returns what it was.</summary>
    public async Task<Outcome<T>> DeleteAsync(
        Guid id, Guid userId, Failure notFound, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(id, userId, ItemUse.Manage, notFound, cancellationToken)).TryGet(out var found, out var failure))
        {
            return failure;
        }

        var deleted = await items.DeleteIfAsync(
            id, notFound, body => ItemAccess.Refusal(body, userId, found.Membership, ItemUse.Manage, notFound), precondition, cancellationToken);
        return deleted.TryGet(out var item, out failure) ? item.Body : failure;
    }

    /// <summary>A page of the items that hold any of the patterns, newest first and each once.</summary>
    public async Task<Page<Document<T>>> ListAsync(
        Guid? before, int limit, CancellationToken cancellationToken, params IReadOnlyList<DocumentPattern> patterns)
    {
        var found = new Dictionary<Guid, Document<T>>();
        foreach (var pattern in patterns)
        {
            var query = new DocumentQuery(pattern) { After = before, Descending = true, Limit = limit + 1 };
            foreach (var item in await items.FindAsync(query, cancellationToken))
            {
                found[item.Id] = item;
            }
        }

        // As PostgreSQL, MongoDB and every string order ids; Guid's own comparison does, too.
        var newest = found.Values.OrderByDescending(item => item.Id).Take(limit + 1).ToList();
        return Page<Document<T>>.From(newest, limit, item => Cursor.Encode("", item.Id));
    }

    /// <summary>Of a list, those that the caller may still see: what they shared in a room that they have left stays there.</summary>
    public async Task<IReadOnlyList<Document<T>>> StillSeenAsync(
        IReadOnlyList<Document<T>> list, Guid userId, CancellationToken cancellationToken)
    {
        var rooms = new Dictionary<Guid, Membership?>();
        foreach (var room in list.Where(item => item.Body.IsShared).Select(item => item.Body.RoomId).OfType<Guid>().Distinct())
        {
            rooms[room] = await memberships.FindAsync(room, userId, cancellationToken);
        }

        return [.. list.Where(item => item.Body is not { IsShared: true, RoomId: { } room } || rooms[room] is not null)];
    }

    /// <summary>Removes a room's items; <paramref name="first"/> is done before each goes.</summary>
    public async Task RemoveAsync(DocumentPattern pattern, Func<Document<T>, Task>? first, CancellationToken cancellationToken)
    {
        while (await items.FindAsync(new(pattern) { Limit = PurgePage }, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var item in page)
            {
                if (first is not null)
                {
                    await first(item);
                }

                await items.DeleteAsync(item.Id, cancellationToken);
            }
        }
    }

    /// <summary>The item, if the caller may use it so, and what they are in its room.</summary>
    private async Task<Outcome<(Document<T> Item, Membership? Membership)>> FindAsync(
        Guid id, Guid userId, ItemUse use, Failure notFound, CancellationToken cancellationToken)
    {
        if (await items.GetAsync(id, cancellationToken) is not { } item)
        {
            return notFound;
        }

        var membership = item.Body.RoomId is { } room ? await memberships.FindAsync(room, userId, cancellationToken) : null;
        return ItemAccess.Refusal(item.Body, userId, membership, use, notFound) is { } refusal ? refusal : (item, membership);
    }
}
