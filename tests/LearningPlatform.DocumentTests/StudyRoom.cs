using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace LearningPlatform.DocumentTests;

/// <summary>A document with one of everything that the platform's own documents have.</summary>
public sealed record StudyRoom(string Name, Guid OwnerId, RoomKind Kind)
{
    public string? Description { get; init; }

    public bool IsActive { get; init; } = true;

    public int MaxParticipants { get; init; } = 5;

    public long Views { get; init; }

    public decimal Score { get; init; }

    public double Ratio { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public IReadOnlyList<Participant> Participants { get; init; } = [];

    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

public sealed record Participant(Guid UserId, string Role, DateTimeOffset JoinedAt);

public enum RoomKind
{
    Personal,
    Shared,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StudyRoom))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class StudyRoomJson : JsonSerializerContext;
