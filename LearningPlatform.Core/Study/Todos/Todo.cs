using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Todos;

/// <summary>Something to do, for oneself or in a room (document 2).</summary>
public sealed record Todo : IRoomItem
{
    public const int TextMaxLength = 1_000;

    public required string Text { get; init; }
    public required Guid OwnerId { get; init; }
    public Guid? RoomId { get; init; }
    public bool IsShared { get; init; }

    /// <summary>Who is to do it: somebody of the room, or the owner.</summary>
    public Guid? AssigneeId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? DueDate { get; init; }
    public bool IsCompleted { get; init; }
    public DateTimeOffset? CompletedAt { get; init; }
    public Guid? CompletedBy { get; init; }

    /// <summary>Ticks it or unticks it; doing it again changes nothing.</summary>
    public Todo Complete(bool done, Guid userId, DateTimeOffset now) => done == IsCompleted ? this : this with
    {
        IsCompleted = done,
        CompletedAt = done ? now : null,
        CompletedBy = done ? userId : null,
    };
}

/// <summary>A todo as it is answered and seen live.</summary>
public sealed record TodoView(
    Guid Id,
    string Text,
    Guid OwnerId,
    Guid? RoomId,
    bool IsShared,
    Guid? AssigneeId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DueDate,
    bool IsCompleted,
    DateTimeOffset? CompletedAt,
    Guid? CompletedBy,
    int Version) : IVersioned
{
    public static TodoView Of(Document<Todo> document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var todo = document.Body;
        return new(
            document.Id, todo.Text, todo.OwnerId, todo.RoomId, todo.IsShared, todo.AssigneeId, todo.CreatedAt, todo.DueDate,
            todo.IsCompleted, todo.CompletedAt, todo.CompletedBy, (int)document.Version);
    }
}

/// <summary>What a room's people see live of its todos.</summary>
public static class TodoEvents
{
    public static RoomEventKind<TodoView> Created { get; } = new("todo.created", StudyJson.Default.TodoView);
    public static RoomEventKind<TodoView> Updated { get; } = new("todo.updated", StudyJson.Default.TodoView);

    /// <summary>Ticked, or unticked again: see <c>is_completed</c>.</summary>
    public static RoomEventKind<TodoView> Completed { get; } = new("todo.completed", StudyJson.Default.TodoView);

    public static RoomEventKind<ItemReference> Deleted { get; } = new("todo.deleted", StudyJson.Default.ItemReference);
}
