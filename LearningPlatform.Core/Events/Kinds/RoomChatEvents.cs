namespace LearningPlatform.Core.Events;

/// <summary>A chat message names members of its room; <c>user_id</c> is its author.</summary>
/// <param name="RoomId">The room.</param>
/// <param name="MessageId">The message; the event has the same id.</param>
/// <param name="UserIds">The members.</param>
public sealed record RoomMentioned(Guid RoomId, Guid MessageId, IReadOnlyList<Guid> UserIds) : IEventMetadata<RoomMentioned>
{
    public static EventKind<RoomMentioned> Kind { get; } = new(Topics.Study, "MENTIONED");
}
