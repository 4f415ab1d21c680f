using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace LearningPlatform.Core.Study.Live;

/// <summary>An event of a room.</summary>
/// <param name="Id">Its place among the room's events.</param>
/// <param name="Type">As in <c>todo.created</c>.</param>
/// <param name="Message">UTF-8 JSON, as members get it.</param>
public sealed record RoomEvent(RoomEventId Id, string Type, ReadOnlyMemory<byte> Message)
{
    // Two numbers of 64 bits, and what is around them.
    private const int HeadMaxBytes = 64;

    /// <summary>Puts the id in front of what was published without one.</summary>
    internal static RoomEvent Of(RoomEventId id, string type, ReadOnlySpan<byte> json)
    {
        Span<byte> head = stackalloc byte[HeadMaxBytes];
        Utf8.TryWrite(head, CultureInfo.InvariantCulture, $$"""{"id":"{{id.Time}}-{{id.Number}}",""", out var length);
        byte[] message = [.. head[..length], .. json[1..]];
        return new(id, type, message);
    }
}

/// <summary>
/// What the replicas tell each other on a room's channel: a letter, words, and after the last space the JSON that goes to clients.
/// </summary>
public abstract record RoomSignal
{
    private RoomSignal()
    {
    }

    /// <summary><c>e before id type json</c>: an event, and the id of the one before, so that a gap shows.</summary>
    public sealed record Happened(RoomEventId Before, RoomEvent Event) : RoomSignal;

    /// <summary><c>p json</c>: of the moment only, for all members (presence, typing).</summary>
    public sealed record Passing(ReadOnlyMemory<byte> Message) : RoomSignal;

    /// <summary><c>c peer json</c>: to one peer of the room's call.</summary>
    public sealed record ToPeer(Guid PeerId, ReadOnlyMemory<byte> Message) : RoomSignal;

    /// <summary><c>a peer json</c>: to all peers of the room's call but this one.</summary>
    public sealed record ToOtherPeers(Guid PeerId, ReadOnlyMemory<byte> Message) : RoomSignal;

    /// <summary><c>x peer</c>: the peer is no longer in the call, because the same person joined again.</summary>
    public sealed record PeerReplaced(Guid PeerId) : RoomSignal;

    /// <summary>Null for what no version of this class has written.</summary>
    public static RoomSignal? Read(byte[] signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        var rest = new Words(signal);
        return rest.Next() switch
        {
            "e" => ReadEvent(ref rest),
            "p" => new Passing(rest.Left),
            "c" when Guid.TryParse(rest.Next(), out var peer) => new ToPeer(peer, rest.Left),
            "a" when Guid.TryParse(rest.Next(), out var peer) => new ToOtherPeers(peer, rest.Left),
            "x" when Guid.TryParse(rest.Next(), out var peer) => new PeerReplaced(peer),
            _ => null,
        };
    }

    private static Happened? ReadEvent(ref Words words) =>
        RoomEventId.TryParse(words.Next(), out var before) && RoomEventId.TryParse(words.Next(), out var id)
            ? new(before, RoomEvent.Of(id, words.Next(), words.Left.Span))
            : null;

    private ref struct Words(ReadOnlyMemory<byte> text)
    {
        public ReadOnlyMemory<byte> Left { get; private set; } = text;

        public string Next()
        {
            var space = Left.Span.IndexOf((byte)' ');
            var word = space < 0 ? Left : Left[..space];
            Left = space < 0 ? default : Left[(space + 1)..];
            return Encoding.ASCII.GetString(word.Span);
        }
    }
}
