using System.Buffers.Binary;
using System.Text;

namespace LearningPlatform.Bench.Sockets;

/// <summary>As much of HTTP/2's framing (RFC 9113) and of HPACK (RFC 7541) as the bench needs.</summary>
internal static class Http2Frames
{
    public const int HeaderLength = 9;
    public const byte Data = 0;
    public const byte Headers = 1;
    public const byte Reset = 3;
    public const byte Settings = 4;
    public const byte Ping = 6;
    public const byte GoAway = 7;
    public const byte Ack = 1;
    public const byte EndStream = 1;

    /// <summary>HPACK's static entry for <c>:status: 200</c>.</summary>
    public const byte Status200 = 0x88;

    private const byte WindowUpdate = 8;
    private const byte EndHeaders = 4;
    private const ushort EnablePush = 2;
    private const ushort InitialWindowSize = 4;
    private const int DefaultWindow = 65_535;
    private const int LongestShortInteger = 127;

    /// <summary>What a client says first: the server never has to wait for a window.</summary>
    public static byte[] Opening()
    {
        var settings = new byte[12];
        Setting(0, EnablePush, 0);
        Setting(1, InitialWindowSize, int.MaxValue);
        var window = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(window, int.MaxValue - DefaultWindow);
        return [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Of(Settings, 0, 0, settings), .. Of(WindowUpdate, 0, 0, window)];

        void Setting(int place, ushort name, int value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(settings.AsSpan(place * 6), name);
            BinaryPrimitives.WriteInt32BigEndian(settings.AsSpan((place * 6) + 2), value);
        }
    }

    /// <summary>The request that opens a socket (RFC 8441).</summary>
    public static byte[] Connect(int stream, Uri address, string token)
    {
        using var block = new MemoryStream();
        Write(":method", "CONNECT");
        Write(":protocol", "websocket");
        Write(":scheme", address.Scheme);
        Write(":authority", address.Authority);
        Write(":path", address.PathAndQuery);
        Write("authorization", $"Bearer {token}");
        Write("sec-websocket-version", "13");
        return Of(Headers, EndHeaders, stream, block.ToArray());

        void Write(string name, string value)
        {
            // A literal that is not to be indexed.
            block.WriteByte(0);
            WriteText(name);
            WriteText(value);
        }

        void WriteText(string text)
        {
            var bytes = Encoding.ASCII.GetBytes(text);
            block.WriteByte((byte)int.Min(bytes.Length, LongestShortInteger));
            if (bytes.Length >= LongestShortInteger)
            {
                WriteRest(bytes.Length - LongestShortInteger);
            }

            block.Write(bytes);
        }

        void WriteRest(int rest)
        {
            for (; rest >= 0x80; rest >>= 7)
            {
                block.WriteByte((byte)((rest & 0x7F) | 0x80));
            }

            block.WriteByte((byte)rest);
        }
    }

    public static byte[] Of(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderLength + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8 | type);
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(HeaderLength));
        return frame;
    }

    /// <summary>The length of the whole frame that begins here; <paramref name="header"/> has at least <see cref="HeaderLength"/> bytes.</summary>
    public static int Length(ReadOnlySpan<byte> header) => HeaderLength + (BinaryPrimitives.ReadInt32BigEndian(header) >>> 8);

    public static int Stream(ReadOnlySpan<byte> header) => BinaryPrimitives.ReadInt32BigEndian(header[5..]) & int.MaxValue;
}
