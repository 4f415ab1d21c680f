using System.Text.Json.Serialization;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>A message as the history and the socket show it.</summary>
/// <param name="Id">UUIDv7: later ones are greater.</param>
/// <param name="AuthorId">Who wrote it.</param>
/// <param name="ClientId">The author's own id of it.</param>
/// <param name="Text">Plain text; empty once it is deleted.</param>
/// <param name="Mentions">Members whom it names.</param>
/// <param name="Reactions">Who reacted with what.</param>
/// <param name="CreatedAt">When it was stored, UTC.</param>
/// <param name="EditedAt">When its author last changed it.</param>
/// <param name="DeletedAt">When it was deleted.</param>
public sealed record ChatMessageView(
    Guid Id,
    Guid AuthorId,
    string ClientId,
    string Text,
    IReadOnlyList<Guid> Mentions,
    IReadOnlyList<ChatReaction> Reactions,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt)
{
    public static ChatMessageView Of(Document<ChatMessage> message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var body = message.Body;
        return new(
            message.Id, body.AuthorId, body.ClientId, body.Text, body.Mentions, body.Reactions, body.CreatedAt, body.EditedAt, body.DeletedAt);
    }
}

/// <summary>A message is gone.</summary>
/// <param name="MessageId">Which.</param>
/// <param name="By">Who deleted it: its author or a moderator.</param>
public sealed record ChatDeletion(Guid MessageId, Guid By);

/// <summary>Somebody reacted, or took it back.</summary>
public sealed record ChatReactionChange(Guid MessageId, Guid UserId, string Emoji, bool On);

/// <summary>The chat's kinds of room events.</summary>
public static class ChatEvents
{
    public static RoomEventKind<ChatMessageView> Message { get; } = new("chat.message", ChatJson.Default.ChatMessageView);

    /// <summary>The whole message, as it is now.</summary>
    public static RoomEventKind<ChatMessageView> Edited { get; } = new("chat.edited", ChatJson.Default.ChatMessageView);

    public static RoomEventKind<ChatDeletion> Deleted { get; } = new("chat.deleted", ChatJson.Default.ChatDeletion);
    public static RoomEventKind<ChatReactionChange> Reaction { get; } = new("chat.reaction", ChatJson.Default.ChatReactionChange);
}

/// <summary>The chat's JSON, stored and sent.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ChatMessageView))]
[JsonSerializable(typeof(ChatDeletion))]
[JsonSerializable(typeof(ChatReactionChange))]
public sealed partial class ChatJson : JsonSerializerContext;
