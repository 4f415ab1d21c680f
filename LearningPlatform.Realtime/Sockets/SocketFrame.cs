using System.Buffers.Binary;

namespace LearningPlatform.Realtime.Sockets;

/// <summary>
/// A WebSocket frame as a server writes it (RFC 6455, 5.2): whole, and not masked. Made once, however many sockets it goes to; the framework's
/// WebSocket would make it anew for each.
/// </summary>
/// <param name="Bytes">Header and payload; may be shared.</param>
internal readonly record struct SocketFrame(ReadOnlyMemory<byte> Bytes)
{
    private const byte FinalText = 0x81;
    private const byte FinalPing = 0x89;
    private const byte TwoByteLength = 126;
    private const byte EightByteLength = 127;

    public static SocketFrame Ping { get; } = new(new byte[] { FinalPing, 0 });

    /// <summary>A text message, UTF-8.</summary>
    public static SocketFrame Text(ReadOnlySpan<byte> message)
    {
        var header = message.Length switch { < TwoByteLength => 2, <= ushort.MaxValue => 4, _ => 10 };
        var frame = new byte[header + message.Length];
        frame[0] = FinalText;
        switch (header)
        {
            case 2:
                frame[1] = (byte)message.Length;
                break;
            case 4:
                frame[1] = TwoByteLength;
                BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)message.Length);
                break;
            default:
                frame[1] = EightByteLength;
                BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)message.Length);
                break;
        }

        message.CopyTo(frame.AsSpan(header));
        return new(frame);
    }
}
