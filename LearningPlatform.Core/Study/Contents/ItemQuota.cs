namespace LearningPlatform.Core.Study.Contents;

/// <summary>How many items of a kind there may be; docs/study.md shows them to people.</summary>
/// <param name="Things">What they are called, in the plural.</param>
/// <param name="PerPerson">One person's, wherever they lie.</param>
/// <param name="PerRoom">In one room, shared or not.</param>
public sealed record ItemQuota(string Things, int PerPerson, int PerRoom)
{
    public static readonly ItemQuota Todos = new("todos", PerPerson: 2_000, PerRoom: 1_000);
    public static readonly ItemQuota Notes = new("notes", PerPerson: 1_000, PerRoom: 500);

    public Failure PersonHasAll { get; } = Failure.Conflict(
        "TOO_MANY_ITEMS", $"You have {PerPerson} {Things}, as many as one person may have. Delete some first.");

    public Failure RoomHasAll { get; } = Failure.Conflict(
        "TOO_MANY_ITEMS_IN_ROOM", $"This room has {PerRoom} {Things}, as many as a room may have. Delete some first.");
}
