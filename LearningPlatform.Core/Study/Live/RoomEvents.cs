using System.Text.Json.Serialization;

namespace LearningPlatform.Core.Study.Live;

/// <summary>Somebody's place in the room changed.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Role">Their role now: <c>owner</c>, <c>moderator</c> or <c>member</c>; null when they are no member any more.</param>
/// <param name="By">Who did it; null when it was themselves.</param>
public sealed record MemberChange(Guid UserId, string? Role, Guid? By = null);

/// <summary>A room, when nothing more is to be said about it.</summary>
/// <param name="RoomId">The room.</param>
public sealed record RoomReference(Guid RoomId);

/// <summary>Somebody began or ended a study session in the room.</summary>
/// <param name="UserId">Who.</param>
/// <param name="SessionId">The session.</param>
public sealed record SessionChange(Guid UserId, Guid SessionId);

/// <summary>
/// The kinds that Realtime itself acts on: it closes the sockets of whoever is no member any more, and shows who studies. Kinds of todos,
/// notes, materials and timers stand with their modules.
/// </summary>
public static class RoomEvents
{
    public static RoomEventKind<MemberChange> MemberJoined { get; } = new("member.joined", LiveJson.Default.MemberChange);
    public static RoomEventKind<MemberChange> MemberLeft { get; } = new("member.left", LiveJson.Default.MemberChange);

    /// <summary>Kicked or banned.</summary>
    public static RoomEventKind<MemberChange> MemberRemoved { get; } = new("member.removed", LiveJson.Default.MemberChange);

    public static RoomEventKind<MemberChange> MemberRoleChanged { get; } = new("member.role_changed", LiveJson.Default.MemberChange);
    public static RoomEventKind<RoomReference> RoomUpdated { get; } = new("room.updated", LiveJson.Default.RoomReference);
    public static RoomEventKind<RoomReference> RoomDeleted { get; } = new("room.deleted", LiveJson.Default.RoomReference);
    public static RoomEventKind<SessionChange> SessionStarted { get; } = new("session.started", LiveJson.Default.SessionChange);
    public static RoomEventKind<SessionChange> SessionEnded { get; } = new("session.ended", LiveJson.Default.SessionChange);
}

/// <summary>The JSON of what this folder defines, in snake_case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MemberChange))]
[JsonSerializable(typeof(RoomReference))]
[JsonSerializable(typeof(SessionChange))]
public sealed partial class LiveJson : JsonSerializerContext;
