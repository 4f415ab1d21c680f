using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Notes;

/// <summary>What somebody writes; limits are checked already.</summary>
/// <param name="Text">1 to 20,000 characters, plain text or Markdown.</param>
/// <param name="IsShared">Null: shared if it lies in a room.</param>
public sealed record NoteContent(string Text, bool? IsShared);

/// <summary>Notes: made, listed, changed, deleted.</summary>
public sealed class NoteService(
    RoomItems<Note> items, RoomMemberships memberships, RoomFeed feed, TimeProvider time) : IRoomContents
{
    public static readonly Failure NotFound = Failure.NotFound("NOTE_NOT_FOUND", "There is no such note.");

    /// <summary>A new note of the caller's, in <paramref name="roomId"/> or their own.</summary>
    public async Task<Outcome<NoteView>> CreateAsync(Guid userId, Guid? roomId, NoteContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (roomId is { } room
            && (await memberships.RequireAsync(room, userId, RoomAction.Contribute, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var note = new Note
        {
            Text = content.Text,
            OwnerId = userId,
            RoomId = roomId,
            IsShared = roomId is not null && (content.IsShared ?? true),
            CreatedAt = now,
            UpdatedAt = now,
            UpdatedBy = userId,
        };
        var id = OrderedId.At(now);
        if (await items.AddAsync(id, note, ItemQuota.Notes, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var view = NoteView.Of(new(id, 1, note));
        await feed.AddedAsync(note, NoteEvents.Created, view, cancellationToken);
        return view;
    }

    public async Task<Outcome<NoteView>> GetAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        (await items.GetAsync(id, userId, ItemUse.See, NotFound, cancellationToken)).TryGet(out var note, out var failure)
            ? NoteView.Of(note)
            : failure;

    /// <summary>The caller's own notes, newest first.</summary>
    public async Task<Page<NoteView>> ListOwnAsync(
        Guid userId, bool? shared, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var pattern = shared is { } isShared
            ? DocumentPattern.Of(new { OwnerId = userId, IsShared = isShared })
            : DocumentPattern.Of(new { OwnerId = userId });
        var page = await items.ListAsync(before, limit, cancellationToken, pattern);
        return new([.. (await items.StillSeenAsync(page.Items, userId, cancellationToken)).Select(NoteView.Of)], page.NextCursor);
    }

    /// <summary>The room's notes, and the caller's own that lie there, newest first; with <paramref name="ownerId"/> only that person's.</summary>
    public async Task<Outcome<Page<NoteView>>> ListRoomAsync(
        Guid roomId, Guid userId, Guid? ownerId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if ((await memberships.RequireAsync(roomId, userId, RoomAction.See, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        var shared = ownerId is { } owner
            ? DocumentPattern.Of(new { RoomId = roomId, IsShared = true, OwnerId = owner })
            : DocumentPattern.Of(new { RoomId = roomId, IsShared = true });
        var own = DocumentPattern.Of(new { RoomId = roomId, OwnerId = userId });
        var page = await items.ListAsync(
            before, limit, cancellationToken, ownerId is null || ownerId == userId ? [shared, own] : [shared]);
        return new Page<NoteView>([.. page.Items.Select(NoteView.Of)], page.NextCursor);
    }

    /// <summary>
    /// Writes in it: everybody whom it is shared with may. Whether it is shared is its owner's to say. <paramref name="precondition"/> sees the
    /// stored version and may refuse (<c>If-Match</c>): of two who wrote at the same time, the second is told instead of winning.
    /// </summary>
    public async Task<Outcome<NoteView>> UpdateAsync(
        Guid id, Guid userId, NoteContent content, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var changed = await items.ChangeAsync(
            id,
            userId,
            ItemUse.WorkOn,
            NotFound,
            precondition,
            (note, _) => note with
            {
                Text = content.Text,
                IsShared = note.OwnerId == userId && note.RoomId is not null ? content.IsShared ?? note.IsShared : note.IsShared,
                UpdatedAt = time.GetUtcNow(),
                UpdatedBy = userId,
            },
            cancellationToken);
        if (!changed.TryGet(out var change, out var failure))
        {
            return failure;
        }

        var view = NoteView.Of(change.Item);
        await feed.ChangedAsync(
            id, change.Before, change.Item.Body, view, NoteEvents.Created, NoteEvents.Updated, NoteEvents.Deleted, cancellationToken);
        return view;
    }

    public async Task<Failure?> DeleteAsync(Guid id, Guid userId, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        var deleted = await items.DeleteAsync(id, userId, NotFound, precondition, cancellationToken);
        if (deleted.TryGet(out var note, out var failure))
        {
            await feed.RemovedAsync(id, note, NoteEvents.Deleted, cancellationToken);
        }

        return failure;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid roomId, CancellationToken cancellationToken) =>
        items.RemoveAsync(DocumentPattern.Of(new { RoomId = roomId }), first: null, cancellationToken);
}
