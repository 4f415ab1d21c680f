using System.Buffers;
using System.Buffers.Binary;

namespace LearningPlatform.Core.Files;

/// <summary>PNG, third edition (W3C): a signature, then chunks of length, type, data and CRC from IHDR to IEND.</summary>
internal static class PngStructure
{
    private const int ChunkFrame = 12;
    private const int HeaderData = 13;
    private static readonly SearchValues<byte> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        var rest = bytes[Signature.Length..];
        if (rest.Length < ChunkFrame + HeaderData)
        {
            return ImageFlaw.CutOff;
        }

        if (ReadHeader(rest[..(ChunkFrame + HeaderData)]) is not { } header)
        {
            return ImageFlaw.Broken;
        }

        var flaw = WalkChunks(rest[(ChunkFrame + HeaderData)..]);
        return flaw == ImageFlaw.None ? header : flaw;
    }

    private static ImageStructure? ReadHeader(ReadOnlySpan<byte> chunk)
    {
        var data = chunk.Slice(8, HeaderData);
        var isHeader = BinaryPrimitives.ReadInt32BigEndian(chunk) == HeaderData
            && chunk.Slice(4, 4).SequenceEqual("IHDR"u8)
            && BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]) == Crc32(chunk[4..^4])
            && IsPixelFormat(depth: data[8], colour: data[9])
            && data[10] == 0 && data[11] == 0 && data[12] <= 1;
        return isHeader
            ? new ImageStructure(ImageFlaw.None, BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]))
            : null;
    }

    private static ImageFlaw WalkChunks(ReadOnlySpan<byte> rest)
    {
        var hasPixels = false;
        while (rest.Length >= ChunkFrame)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            var type = rest.Slice(4, 4);
            if (length > int.MaxValue || type.ContainsAnyExcept(Letters))
            {
                return ImageFlaw.Broken;
            }

            if (length > rest.Length - ChunkFrame)
            {
                return ImageFlaw.CutOff;
            }

            var chunk = rest[..(ChunkFrame + (int)length)];
            var next = rest[chunk.Length..];
            if (type.SequenceEqual("IEND"u8))
            {
                return End(chunk, next, hasPixels);
            }

            hasPixels |= length > 0 && type.SequenceEqual("IDAT"u8);
            rest = next;
        }

        return ImageFlaw.CutOff;
    }

    private static ImageFlaw End(ReadOnlySpan<byte> chunk, ReadOnlySpan<byte> behind, bool hasPixels)
    {
        if (!hasPixels || chunk.Length != ChunkFrame || BinaryPrimitives.ReadUInt32BigEndian(chunk[8..]) != Crc32("IEND"u8))
        {
            return ImageFlaw.Broken;
        }

        return behind.IsEmpty ? ImageFlaw.None : ImageFlaw.Trailing;
    }

    // The table of allowed combinations: grey, true colour, palette, grey with alpha, true colour with alpha.
    private static bool IsPixelFormat(byte depth, byte colour) => colour switch
    {
        0 => depth is 1 or 2 or 4 or 8 or 16,
        3 => depth is 1 or 2 or 4 or 8,
        2 or 4 or 6 => depth is 8 or 16,
        _ => false,
    };

    // Bit by bit: it runs over a header's 17 bytes only.
    private static uint Crc32(ReadOnlySpan<byte> data)
    {
        var register = uint.MaxValue;
        foreach (var octet in data)
        {
            register ^= octet;
            for (var bit = 0; bit < 8; bit++)
            {
                register = (register & 1) == 1 ? (register >> 1) ^ 0xEDB88320 : register >> 1;
            }
        }

        return ~register;
    }
}
