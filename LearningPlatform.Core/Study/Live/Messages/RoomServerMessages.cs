namespace LearningPlatform.Core.Study.Live;

/// <summary>The first message.</summary>
/// <param name="UserId">Who the caller is.</param>
/// <param name="Role">What they are in the room.</param>
/// <param name="LastEventId">The newest event that this socket need not be told of; give it as <c>last_event_id</c> when coming back.</param>
/// <param name="Resumed">True when everything since the client's <c>last_event_id</c> follows.</param>
/// <param name="Present">Who is there.</param>
public sealed record RoomHello(
    Guid UserId, Rooms.RoomRole Role, string LastEventId, bool Resumed, IReadOnlyList<PresentMember> Present) : RoomServerMessage;

/// <summary>
/// Events were missed that cannot be sent any more. Read the room, its messages, todos and notes again over HTTP; live events go on after
/// <paramref name="LastEventId"/>.
/// </summary>
/// <param name="LastEventId">As with <see cref="RoomHello"/>.</param>
/// <param name="Reason"><c>too_old</c>: more was missed than is kept; <c>lost</c>: the server has lost them.</param>
public sealed record Resync(string LastEventId, string Reason) : RoomServerMessage
{
    public const string TooOld = "too_old";
    public const string Lost = "lost";
}

/// <summary>To the sender alone: the message is stored. Its event may come before or after.</summary>
public sealed record ChatSent(string ClientId, Guid MessageId) : RoomServerMessage;

/// <summary>Somebody came, went, or is busy otherwise: the most active of all their devices.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Status"><c>online</c>, <c>studying</c> (a study session runs), <c>away</c> or <c>offline</c>.</param>
/// <param name="Was">The same before; from <c>offline</c> they joined, to <c>offline</c> they left.</param>
public sealed record PresenceChanged(Guid UserId, PresenceStatus Status, PresenceStatus Was) : RoomServerMessage;

/// <summary>Somebody is writing: show it for five seconds, or until their message comes.</summary>
public sealed record SomebodyTypes(Guid UserId) : RoomServerMessage;

/// <summary>How somebody stands in a room, the more active the greater.</summary>
public enum PresenceStatus
{
    Offline,
    Away,
    Online,
    Studying,
}

/// <summary>Somebody who is there.</summary>
public sealed record PresentMember(Guid UserId, PresenceStatus Status);
