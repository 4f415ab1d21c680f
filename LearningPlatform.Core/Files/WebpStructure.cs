using System.Buffers.Binary;

namespace LearningPlatform.Core.Files;

/// <summary>
/// WebP (RFC 9649): a RIFF of form WEBP with one VP8 (lossy) or VP8L (lossless) chunk, or VP8X with a canvas and further chunks.
/// </summary>
internal static class WebpStructure
{
    private const int FileHeader = 12;
    private const int ChunkHeader = 8;
    private const int FrameHeader = 16;
    private const byte Animated = 0x02;

    private static ReadOnlySpan<byte> StartCode => [0x9D, 0x01, 0x2A];

    public static bool Begins(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= FileHeader && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8);

    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        var announced = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) + 8L;
        if (announced != bytes.Length)
        {
            return announced > bytes.Length ? ImageFlaw.CutOff : ImageFlaw.Trailing;
        }

        var rest = bytes[FileHeader..];
        var flaw = TakeChunk(ref rest, out var type, out var data);
        if (flaw != ImageFlaw.None)
        {
            return flaw;
        }

        if (type.SequenceEqual("VP8X"u8))
        {
            return ReadExtended(data, rest);
        }

        return rest.IsEmpty && ReadBitstream(type, data) is { } size ? size : ImageFlaw.Broken;
    }

    private static ImageStructure ReadExtended(ReadOnlySpan<byte> header, ReadOnlySpan<byte> rest)
    {
        if (header.Length != 10)
        {
            return ImageFlaw.Broken;
        }

        var canvas = new ImageStructure(ImageFlaw.None, 1 + ReadInt24(header[4..]), 1 + ReadInt24(header[7..]));
        var (isAnimated, pictures) = ((header[0] & Animated) != 0, 0);
        while (!rest.IsEmpty)
        {
            var flaw = TakeChunk(ref rest, out var type, out var data);
            if (flaw != ImageFlaw.None)
            {
                return flaw;
            }

            if (type.SequenceEqual("ANMF"u8) || type.SequenceEqual("VP8 "u8) || type.SequenceEqual("VP8L"u8))
            {
                // A still picture fills its canvas; the frames of a moving one have a header of their own.
                var fits = isAnimated ? type.SequenceEqual("ANMF"u8) && data.Length > FrameHeader : ReadBitstream(type, data) == canvas;
                if (!fits)
                {
                    return ImageFlaw.Broken;
                }

                pictures++;
            }
        }

        return pictures == 1 || (isAnimated && pictures > 1) ? canvas : ImageFlaw.Broken;
    }

    private static ImageFlaw TakeChunk(ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> data)
    {
        type = data = default;
        if (rest.Length < ChunkHeader)
        {
            return ImageFlaw.CutOff;
        }

        // Data of an odd length is followed by one byte of padding.
        var size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        var padded = size + (size & 1L);
        if (padded > rest.Length - ChunkHeader)
        {
            return ImageFlaw.CutOff;
        }

        type = rest[..4];
        data = rest.Slice(ChunkHeader, (int)size);
        rest = rest[(ChunkHeader + (int)padded)..];
        return ImageFlaw.None;
    }

    private static ImageStructure? ReadBitstream(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        if (type.SequenceEqual("VP8L"u8))
        {
            return ReadLossless(data);
        }

        return type.SequenceEqual("VP8 "u8) ? ReadLossy(data) : null;
    }

    // RFC 6386, 9.1: a key frame's tag, with the size of the first partition; a start code; 14 bits each of width and height.
    private static ImageStructure? ReadLossy(ReadOnlySpan<byte> data)
    {
        if (data.Length < 10 || (data[0] & 1) != 0 || !data[3..].StartsWith(StartCode) || (ReadInt24(data) >> 5) > data.Length - 10)
        {
            return null;
        }

        return new ImageStructure(
            ImageFlaw.None,
            BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF,
            BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF);
    }

    // A signature, 14 bits each of width and height less one, a bit for alpha, and three bits of version, which are zero.
    private static ImageStructure? ReadLossless(ReadOnlySpan<byte> data)
    {
        if (data.Length < 6 || data[0] != 0x2F || data[4] >> 5 != 0)
        {
            return null;
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return new ImageStructure(ImageFlaw.None, 1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    private static int ReadInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
