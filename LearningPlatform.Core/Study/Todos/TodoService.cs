using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Todos;

/// <summary>What somebody says about a todo; limits are checked already.</summary>
/// <param name="Text">1 to 1,000 characters.</param>
/// <param name="IsShared">Null: shared if it lies in a room.</param>
/// <param name="AssigneeId">Somebody of the room, or the owner; null for nobody.</param>
/// <param name="DueDate">Null: whenever.</param>
public sealed record TodoContent(string Text, bool? IsShared, Guid? AssigneeId, DateTimeOffset? DueDate);

/// <summary>Which todos a list has.</summary>
/// <param name="Completed">Null: both.</param>
/// <param name="AssigneeId">Null: anybody's and nobody's.</param>
/// <param name="Before">The last id of the page before; null for the first.</param>
/// <param name="Limit">At most so many.</param>
public sealed record TodoFilter(bool? Completed, Guid? AssigneeId, Guid? Before, int Limit);

/// <summary>Todos: made, listed, changed, ticked, deleted.</summary>
public sealed class TodoService(
    RoomItems<Todo> items, RoomMemberships memberships, RoomFeed feed, TimeProvider time) : IRoomContents
{
    public static readonly Failure NotFound = Failure.NotFound("TODO_NOT_FOUND", "There is no such todo.");
    private static readonly Failure NoMember = Failure.Invalid("assignee_id", "Somebody of the room, or yourself for a todo of your own.");

    /// <summary>A new todo of the caller's, in <paramref name="roomId"/> or their own.</summary>
    public async Task<Outcome<TodoView>> CreateAsync(Guid userId, Guid? roomId, TodoContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        Membership? membership = null;
        if (roomId is { } room)
        {
            var required = await memberships.RequireAsync(room, userId, RoomAction.Contribute, cancellationToken);
            if (!required.TryGet(out membership, out var refusal))
            {
                return refusal;
            }
        }

        var now = time.GetUtcNow();
        var todo = new Todo { Text = "", OwnerId = userId, RoomId = roomId, IsShared = roomId is not null, CreatedAt = now };
        if (!Apply(todo, content, membership).TryGet(out var filled, out var failure))
        {
            return failure;
        }

        var id = OrderedId.At(now);
        if (await items.AddAsync(id, filled, ItemQuota.Todos, cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var view = TodoView.Of(new(id, 1, filled));
        await feed.AddedAsync(filled, TodoEvents.Created, view, cancellationToken);
        return view;
    }

    public async Task<Outcome<TodoView>> GetAsync(Guid id, Guid userId, CancellationToken cancellationToken) =>
        (await items.GetAsync(id, userId, ItemUse.See, NotFound, cancellationToken)).TryGet(out var todo, out var failure)
            ? TodoView.Of(todo)
            : failure;

    /// <summary>The caller's own todos and those that are theirs to do, newest first.</summary>
    public async Task<Page<TodoView>> ListOwnAsync(Guid userId, TodoFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var isTheirs = filter.AssigneeId is null || filter.AssigneeId == userId;
        var page = await items.ListAsync(
            filter.Before, filter.Limit, cancellationToken,
            [
                Pattern(filter, ("owner_id", userId)),
                .. isTheirs ? [Pattern(filter with { AssigneeId = userId }, ("is_shared", true))] : Array.Empty<DocumentPattern>(),
            ]);
        return new([.. (await items.StillSeenAsync(page.Items, userId, cancellationToken)).Select(TodoView.Of)], page.NextCursor);
    }

    /// <summary>The room's todos, and the caller's own that lie there, newest first.</summary>
    public async Task<Outcome<Page<TodoView>>> ListRoomAsync(
        Guid roomId, Guid userId, TodoFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        if ((await memberships.RequireAsync(roomId, userId, RoomAction.See, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        var page = await items.ListAsync(
            filter.Before, filter.Limit, cancellationToken,
            Pattern(filter, ("room_id", roomId), ("is_shared", true)),
            Pattern(filter, ("room_id", roomId), ("owner_id", userId)));
        return new Page<TodoView>([.. page.Items.Select(TodoView.Of)], page.NextCursor);
    }

    /// <summary>Replaces its fields: its owner, and moderators what is shared. Whether it is shared is the owner's to say.</summary>
    public async Task<Outcome<TodoView>> UpdateAsync(
        Guid id, Guid userId, TodoContent content, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var changed = await items.ChangeAsync(
            id, userId, ItemUse.Manage, NotFound, precondition, (todo, membership) => Apply(todo, content, membership, userId),
            cancellationToken);
        return await ShowAsync(changed, TodoEvents.Updated, cancellationToken);
    }

    /// <summary>Ticks or unticks: everybody whom the todo is shared with may.</summary>
    public async Task<Outcome<TodoView>> CompleteAsync(Guid id, Guid userId, bool done, CancellationToken cancellationToken)
    {
        var changed = await items.ChangeAsync(
            id, userId, ItemUse.WorkOn, NotFound, _ => null, (todo, _) => todo.Complete(done, userId, time.GetUtcNow()), cancellationToken);
        return await ShowAsync(changed, TodoEvents.Completed, cancellationToken);
    }

    public async Task<Failure?> DeleteAsync(Guid id, Guid userId, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        var deleted = await items.DeleteAsync(id, userId, NotFound, precondition, cancellationToken);
        if (deleted.TryGet(out var todo, out var failure))
        {
            await feed.RemovedAsync(id, todo, TodoEvents.Deleted, cancellationToken);
        }

        return failure;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid roomId, CancellationToken cancellationToken) =>
        items.RemoveAsync(DocumentPattern.Of(new { RoomId = roomId }), first: null, cancellationToken);

    private static Outcome<Todo> Apply(Todo todo, TodoContent content, Membership? membership, Guid? by = null)
    {
        var isOwner = by is null || by == todo.OwnerId;
        var isShared = todo.RoomId is not null && (isOwner ? content.IsShared ?? todo.IsShared : todo.IsShared);
        // Who had it and has left the room may keep it: a change of the text is no new assignment.
        var mayAssign = content.AssigneeId is not { } assignee || assignee == todo.OwnerId
            || (isShared && (assignee == todo.AssigneeId || membership?.Room.RoleOf(assignee) is not null));
        return !mayAssign ? NoMember : todo with
        {
            Text = content.Text,
            IsShared = isShared,
            AssigneeId = content.AssigneeId,
            DueDate = content.DueDate?.ToUniversalTime(),
        };
    }

    private static DocumentPattern Pattern(TodoFilter filter, params (string Name, object Value)[] fields)
    {
        var pattern = fields.ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        if (filter.Completed is { } completed)
        {
            pattern["is_completed"] = completed;
        }

        if (filter.AssigneeId is { } assignee)
        {
            pattern["assignee_id"] = assignee;
        }

        return DocumentPattern.Of(pattern);
    }

    private async Task<Outcome<TodoView>> ShowAsync(
        Outcome<(Document<Todo> Item, Todo Before)> changed, RoomEventKind<TodoView> kind, CancellationToken cancellationToken)
    {
        if (!changed.TryGet(out var change, out var failure))
        {
            return failure;
        }

        var view = TodoView.Of(change.Item);
        await feed.ChangedAsync(
            change.Item.Id, change.Before, change.Item.Body, view, TodoEvents.Created, kind, TodoEvents.Deleted, cancellationToken);
        return view;
    }
}
