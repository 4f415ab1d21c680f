using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Rooms;
using Npgsql;

namespace LearningPlatform.Bench.Sockets;

/// <summary>Rooms full of people, made without their routes.</summary>
/// <param name="Rooms">Each room, and who is in it.</param>
internal sealed record BenchRooms(IReadOnlyList<(Guid Id, Guid[] People)> Rooms)
{
    /// <summary>One who writes, and a hundred who read.</summary>
    public const int PeopleEach = 101;

    public IReadOnlyList<Guid> People => [.. Rooms.SelectMany(room => room.People)];

    public static BenchRooms Of(int sockets) => new(
    [
        .. Enumerable.Range(0, sockets / PeopleEach).Select(_ =>
            (Guid.CreateVersion7(), Enumerable.Range(0, PeopleEach).Select(_ => Guid.CreateVersion7()).ToArray())),
    ]);

    /// <summary>Stores them as the platform does.</summary>
    public async Task StoreAsync(string documents)
    {
        await using var database = NpgsqlDataSource.Create(documents);
        var definition = new DocumentDefinition<Room>(
            "rooms", () => Core.Study.StudyJson.Default.Room, "owner_id", "participants.user_id", "invites.user_id", "invites.id");
        using var rooms = new PostgresDocumentCollection<Room>(database, definition);
        foreach (var (id, people) in Rooms)
        {
            await rooms.InsertAsync(
                id,
                new()
                {
                    Name = "Bench",
                    OwnerId = people[0],
                    Type = RoomType.Shared,
                    CreatedAt = DateTimeOffset.UtcNow,
                    MaxParticipants = PeopleEach,
                    Participants = [.. people.Select((person, number) => new Participant(
                        person, number == 0 ? RoomRole.Owner : RoomRole.Member, DateTimeOffset.UtcNow))],
                    Settings = new(true, true),
                },
                CancellationToken.None);
        }
    }
}
