using System.Net.WebSockets;
using System.Text.Json;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Realtime.Sockets;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>One socket in a room: of the chat, or of the call.</summary>
internal sealed class RoomMember(SocketConnection connection, bool isInChat)
{
    private static readonly TimeSpan TypingInterval = TimeSpan.FromSeconds(2);

    private RoomEventId _last;
    private long _typedAt;
    private Guid? _peerId;

    /// <summary>The socket's name in Redis while it is open. Random, not an <c>OrderedId</c>: it is stored nowhere and no list goes by it.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    public SocketConnection Connection { get; } = connection;
    public Guid UserId => Connection.Caller.UserId;

    /// <summary>What the person may do; read when they join, and anew whenever it may have changed.</summary>
    public Membership Membership
    {
        get => field ?? throw new InvalidOperationException("The socket has not joined.");
        set;
    }

    /// <summary>False for the call's socket, which is told of no events but ends with the membership like the other.</summary>
    public bool IsInChat { get; } = isInChat;

    public bool IsAway { get; set; }
    public bool IsStudying { get; set; }

    /// <summary>The person in the call, as long as this socket takes part.</summary>
    public Guid? PeerId
    {
        get => _peerId;
        set => (_peerId, IsShowingScreen) = (value, false);
    }

    /// <summary>The call that <see cref="PeerId"/> is in.</summary>
    public Guid ChannelId { get; set; }

    /// <summary>This socket's screen is the one that the call sees.</summary>
    public bool IsShowingScreen { get; set; }

    /// <summary>How the socket counts for presence.</summary>
    public Standing Standing =>
        new(Id, UserId, IsAway ? PresenceStatus.Away : IsStudying ? PresenceStatus.Studying : PresenceStatus.Online);

    /// <summary>Where the socket's events begin.</summary>
    public void StartAfter(RoomEventId last) => _last = last;

    /// <summary>True when the event is new to this socket; its <paramref name="frame"/> is sent then, once.</summary>
    public bool Receive(RoomEvent happened, SocketFrame frame)
    {
        if (happened.Id <= _last)
        {
            return false;
        }

        _last = happened.Id;
        if (IsInChat)
        {
            Connection.Send(frame);
        }

        return true;
    }

    /// <summary>Tells the client that it has missed events for good, and goes on after <paramref name="tail"/>.</summary>
    public void Resync(RoomEventId tail, string reason)
    {
        _last = tail;
        if (IsInChat)
        {
            Connection.Send(new Resync(tail.ToString(), reason).ToUtf8());
        }
    }

    /// <summary>Whether "is writing" may be passed on again.</summary>
    public bool MayShowTyping(TimeProvider time)
    {
        var now = time.GetTimestamp();
        if (_typedAt != 0 && time.GetElapsedTime(_typedAt, now) < TypingInterval)
        {
            return false;
        }

        _typedAt = now;
        return true;
    }

    /// <summary>Ends the socket: the person is no member any more.</summary>
    public void Expel() => Connection.Close(WebSocketCloseStatus.PolicyViolation, "You are not a member of this room any more.");

    /// <summary>The <c>data</c> of an event.</summary>
    public static T? DataOf<T>(RoomEvent happened, RoomEventKind<T> kind)
        where T : class
    {
        using var json = JsonDocument.Parse(happened.Message);
        return json.RootElement.GetProperty("data").Deserialize(kind.Json);
    }
}
