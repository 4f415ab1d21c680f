using System.Text.Json;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Study.Calls;

namespace LearningPlatform.Core.Study.Live;

/// <summary>
/// What a room's sockets send beside the room's events. Events have an <c>id</c> and the shape <c>{"id","type","at","data"}</c>; these
/// have none: they are of the moment and are not sent again.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SocketError), "error")]
[JsonDerivedType(typeof(Reconnect), "reconnect")]
[JsonDerivedType(typeof(Pong), "pong")]
[JsonDerivedType(typeof(RoomHello), "hello")]
[JsonDerivedType(typeof(Resync), "resync")]
[JsonDerivedType(typeof(ChatSent), "chat.sent")]
[JsonDerivedType(typeof(PresenceChanged), "presence")]
[JsonDerivedType(typeof(SomebodyTypes), "typing")]
[JsonDerivedType(typeof(CallHello), "call")]
[JsonDerivedType(typeof(CallJoined), "joined")]
[JsonDerivedType(typeof(CallReplaced), "replaced")]
[JsonDerivedType(typeof(PeerJoined), "peer.joined")]
[JsonDerivedType(typeof(PeerLeft), "peer.left")]
[JsonDerivedType(typeof(PeerMedia), "peer.media")]
[JsonDerivedType(typeof(ScreenShown), "screen")]
[JsonDerivedType(typeof(OfferFrom), "offer")]
[JsonDerivedType(typeof(AnswerFrom), "answer")]
[JsonDerivedType(typeof(IceFrom), "ice")]
public abstract record SocketMessage
{
    /// <summary>As it goes over the socket.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, SocketJson.Default.SocketMessage);
}

/// <summary>A message of the client's was refused. The socket stays open, unless the code says otherwise.</summary>
/// <param name="Code">
/// <c>INVALID_MESSAGE</c>, <c>UNKNOWN_TYPE</c>, <c>UNAVAILABLE</c>; <c>RATE_LIMITED</c> and <c>MESSAGE_TOO_LONG</c>, both before the socket
/// closes; or a code that the HTTP routes have as well.
/// </param>
/// <param name="Message">One sentence for a person.</param>
/// <param name="Ref">The refused message's own <c>ref</c>.</param>
public sealed record SocketError(string Code, string Message, string? Ref) : SocketMessage
{
    /// <summary>A refusal as it goes over a socket.</summary>
    public static SocketError Of(Failure failure, string? reference)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var message = failure.Fields is { Count: > 0 } fields
            ? string.Join(' ', fields.Select(field => $"{field.Key}: {string.Join(' ', field.Value)}"))
            : failure.Message;
        return new(failure.Code, message, reference);
    }
}

/// <summary>This server stops, and the socket closes next: connect again after so many milliseconds, each client after its own time.</summary>
public sealed record Reconnect(int AfterMs) : SocketMessage;

/// <summary>The answer to <c>ping</c>.</summary>
public sealed record Pong : SocketMessage;

/// <summary>What only <c>/ws/rooms/{id}</c> sends.</summary>
public abstract record RoomServerMessage : SocketMessage;

/// <summary>What only <c>/ws/rooms/{id}/rtc</c> sends.</summary>
public abstract record CallServerMessage : SocketMessage;
