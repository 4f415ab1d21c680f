using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Notes;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Todos;
using Npgsql;

namespace LearningPlatform.Core.Study.Personal;

/// <summary>What study rooms keep on somebody. The rows of a running session go by their foreign key.</summary>
public sealed class StudyPersonalData(
    IDocumentCollection<Room> rooms,
    IDocumentCollection<StudySession> sessions,
    IDocumentCollection<Todo> todos,
    IDocumentCollection<Note> notes,
    IDocumentCollection<Material> materials,
    RoomFarewell roomFarewell,
    ContentFarewell contentFarewell) : IPersonalData
{
    public string Name => "study";

    /// <summary>Of rooms only one's own place in them: the others are others' data.</summary>
    public async Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken)
    {
        var places = new JsonArray();
        var member = DocumentPattern.Of(new { Participants = new[] { new { UserId = userId } } });
        await foreach (var room in rooms.AllAsync(member, cancellationToken))
        {
            var place = room.Body.Participants.First(participant => participant.UserId == userId);
            places.Add(new JsonObject
            {
                ["id"] = room.Id,
                ["name"] = room.Body.Name,
                ["role"] = place.Role.ToString().ToLowerInvariant(),
                ["joined_at"] = place.JoinedAt,
            });
        }

        return new JsonObject
        {
            ["rooms"] = places,
            ["sessions"] = await ExportAsync(sessions, new { UserId = userId }, StudyJson.Default.StudySession, cancellationToken),
            ["todos"] = await ExportAsync(todos, new { OwnerId = userId }, StudyJson.Default.Todo, cancellationToken),
            ["notes"] = await ExportAsync(notes, new { OwnerId = userId }, StudyJson.Default.Note, cancellationToken),
            ["materials"] = await ExportAsync(materials, new { OwnerId = userId }, StudyJson.Default.Material, cancellationToken),
        };
    }

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await roomFarewell.LeaveAllAsync(userId, cancellationToken);
        await contentFarewell.RemoveAsync(userId, cancellationToken);
    }

    private static async Task<JsonNode> ExportAsync<T, TPartial>(
        IDocumentCollection<T> documents, TPartial pattern, JsonTypeInfo<T> json, CancellationToken cancellationToken)
        where T : class
    {
        var list = new JsonArray();
        await foreach (var document in documents.AllAsync(DocumentPattern.Of(pattern), cancellationToken))
        {
            var node = JsonSerializer.SerializeToNode(document.Body, json)!.AsObject();
            node["id"] = document.Id;
            list.Add((JsonNode)node);
        }

        return list;
    }
}
