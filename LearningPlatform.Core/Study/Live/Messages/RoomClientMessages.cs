namespace LearningPlatform.Core.Study.Live;

/// <summary>Says something.</summary>
/// <param name="ClientId">
/// 1 to 64 visible characters of the client's choosing, one a message: sent again under the same id, it is stored once. Everybody gets it with
/// the message.
/// </param>
/// <param name="Text">1 to 4,000 characters; <c>@username</c> mentions a member.</param>
/// <param name="Resend">True when the client cannot know whether an earlier try arrived.</param>
public sealed record ChatSend(string ClientId, string Text, bool Resend = false) : RoomClientMessage;

/// <summary>Changes a message of one's own.</summary>
public sealed record ChatEdit(Guid MessageId, string Text) : RoomClientMessage;

/// <summary>Deletes a message: one's own, or as a moderator anybody's.</summary>
public sealed record ChatDelete(Guid MessageId) : RoomClientMessage;

/// <summary>Reacts to a message, or takes the reaction back.</summary>
/// <param name="MessageId">The message.</param>
/// <param name="Emoji">One emoji.</param>
/// <param name="On">False takes it back.</param>
public sealed record ChatReact(Guid MessageId, string Emoji, bool On) : RoomClientMessage;

/// <summary>The person is writing right now. Passed on at most once in two seconds, never stored.</summary>
public sealed record Typing : RoomClientMessage;

/// <summary>Whether the person is at this device.</summary>
/// <param name="Status"><c>online</c> or <c>away</c>.</param>
public sealed record PresenceSet(PresenceStatus Status) : RoomClientMessage;
