using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Calls;

namespace LearningPlatform.Core.Study.Live;

/// <summary>What a client sends on a room's sockets. Types that a socket does not know are answered with an error and otherwise ignored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", IgnoreUnrecognizedTypeDiscriminators = true)]
[JsonDerivedType(typeof(Ping), "ping")]
[JsonDerivedType(typeof(ChatSend), "chat.send")]
[JsonDerivedType(typeof(ChatEdit), "chat.edit")]
[JsonDerivedType(typeof(ChatDelete), "chat.delete")]
[JsonDerivedType(typeof(ChatReact), "chat.react")]
[JsonDerivedType(typeof(Typing), "typing")]
[JsonDerivedType(typeof(PresenceSet), "presence.set")]
[JsonDerivedType(typeof(CallJoin), "join")]
[JsonDerivedType(typeof(CallLeave), "leave")]
[JsonDerivedType(typeof(CallOffer), "offer")]
[JsonDerivedType(typeof(CallAnswer), "answer")]
[JsonDerivedType(typeof(CallIce), "ice")]
[JsonDerivedType(typeof(CallMedia), "media")]
[JsonDerivedType(typeof(CallScreen), "screen")]
public record ClientMessage
{
    public const int RefMaxLength = 64;

    /// <summary>Of the client's choosing, at most 64 characters; an error about this message carries it.</summary>
    public string? Ref { get; init; }
}

/// <summary>Answered with <c>pong</c>: browsers do not see WebSocket's own pings.</summary>
public sealed record Ping : ClientMessage;

/// <summary>What <c>/ws/rooms/{id}</c> takes beside <c>ping</c>.</summary>
public abstract record RoomClientMessage : ClientMessage;

/// <summary>What <c>/ws/rooms/{id}/rtc</c> takes beside <c>ping</c>.</summary>
public abstract record CallClientMessage : ClientMessage;
