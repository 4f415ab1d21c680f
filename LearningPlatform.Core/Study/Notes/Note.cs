using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Contents;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Notes;

/// <summary>A note, for oneself or in a room (document 2). In a room everybody whom it is shared with writes in it.</summary>
public sealed record Note : IRoomItem
{
    public const int TextMaxLength = 20_000;

    public required string Text { get; init; }
    public required Guid OwnerId { get; init; }
    public Guid? RoomId { get; init; }
    public bool IsShared { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public required Guid UpdatedBy { get; init; }
}

/// <summary>A note as it is answered and seen live.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="Text">What it says.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="RoomId">The room it lies in; null for none.</param>
/// <param name="IsShared">The room's people see it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last written in.</param>
/// <param name="UpdatedBy">By whom.</param>
/// <param name="Version">For <c>If-Match</c>: a change of an older version is refused.</param>
public sealed record NoteView(
    Guid Id,
    string Text,
    Guid OwnerId,
    Guid? RoomId,
    bool IsShared,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    Guid UpdatedBy,
    int Version) : IVersioned
{
    public static NoteView Of(Document<Note> document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var note = document.Body;
        return new(
            document.Id, note.Text, note.OwnerId, note.RoomId, note.IsShared, note.CreatedAt, note.UpdatedAt, note.UpdatedBy,
            (int)document.Version);
    }
}

/// <summary>What a room's people see live of its notes.</summary>
public static class NoteEvents
{
    public static RoomEventKind<NoteView> Created { get; } = new("note.created", StudyJson.Default.NoteView);
    public static RoomEventKind<NoteView> Updated { get; } = new("note.updated", StudyJson.Default.NoteView);
    public static RoomEventKind<ItemReference> Deleted { get; } = new("note.deleted", StudyJson.Default.ItemReference);
}
