using System.Buffers.Binary;

namespace LearningPlatform.Bench.Sockets;

/// <summary>As much of RFC 6455's framing as the bench needs.</summary>
internal static class WebSocketFrames
{
    public const int Text = 1;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private const int Final = 0x80;
    private const int Masked = 0x80;
    private const int TwoBytes = 126;
    private const int EightBytes = 127;
    private const int MaskLength = 4;

    /// <summary>A client's frame. The mask is zero, which leaves the payload as it is.</summary>
    public static byte[] Of(int opcode, ReadOnlySpan<byte> payload)
    {
        var isShort = payload.Length < TwoBytes;
        var frame = new byte[(isShort ? 2 : 4) + MaskLength + payload.Length];
        frame[0] = (byte)(Final | opcode);
        frame[1] = (byte)(Masked | (isShort ? payload.Length : TwoBytes));
        if (!isShort)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
        }

        payload.CopyTo(frame.AsSpan(frame.Length - payload.Length));
        return frame;
    }

    /// <summary>Reads a server's frame; false when <paramref name="bytes"/> ends before it does.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out int opcode, out ReadOnlySpan<byte> payload, out int length)
    {
        opcode = 0;
        payload = default;
        length = 0;
        if (bytes.Length < 2)
        {
            return false;
        }

        var header = bytes[1] switch { TwoBytes => 4, EightBytes => 10, _ => 2 };
        if (bytes.Length < header)
        {
            return false;
        }

        var size = header switch
        {
            4 => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            10 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])),
            _ => bytes[1],
        };
        if (bytes.Length < header + size)
        {
            return false;
        }

        opcode = bytes[0] & 0x0F;
        payload = bytes.Slice(header, size);
        length = header + size;
        return true;
    }
}
