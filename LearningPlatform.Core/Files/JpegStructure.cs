using System.Buffers.Binary;

namespace LearningPlatform.Core.Files;

/// <summary>
/// JPEG (ITU-T T.81, annex B): SOI, segments of marker and length, scans, EOI. Phones append further whole pictures (a depth or
/// brightness map) and zeros behind the first; those are walked too, anything else behind EOI is refused.
/// </summary>
internal static class JpegStructure
{
    private const byte Escape = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    private static ReadOnlySpan<byte> Start => [Escape, StartOfImage, Escape];

    public static bool Begins(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Start);

    public static ImageStructure Read(ReadOnlySpan<byte> bytes)
    {
        var first = ReadOne(bytes, out var rest);
        for (var next = first; next.Flaw == ImageFlaw.None;)
        {
            rest = rest.TrimStart((byte)0);
            if (rest.IsEmpty)
            {
                return first;
            }

            if (!Begins(rest))
            {
                return ImageFlaw.Trailing;
            }

            next = ReadOne(rest, out rest);
            if (next.Flaw != ImageFlaw.None)
            {
                return next;
            }
        }

        return first;
    }

    private static ImageStructure ReadOne(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> behind)
    {
        var rest = bytes[2..];
        var (size, hasScan) = (default(ImageStructure?), false);
        behind = default;
        while (true)
        {
            if (rest.IsEmpty)
            {
                return ImageFlaw.CutOff;
            }

            if (rest[0] != Escape)
            {
                return ImageFlaw.Broken;
            }

            // A marker may be preceded by any number of fill bytes.
            rest = rest.TrimStart(Escape);
            if (rest.IsEmpty)
            {
                return ImageFlaw.CutOff;
            }

            var marker = rest[0];
            rest = rest[1..];
            if (marker == EndOfImage)
            {
                behind = rest;
                return hasScan && size is { } found ? found : ImageFlaw.Broken;
            }

            var flaw = TakeSegment(marker, ref rest, ref size);
            if (flaw != ImageFlaw.None)
            {
                return flaw;
            }

            hasScan |= marker == StartOfScan;
        }
    }

    private static ImageFlaw TakeSegment(byte marker, ref ReadOnlySpan<byte> rest, ref ImageStructure? size)
    {
        // Between segments there is no place for a stuffed zero, a restart or another start.
        if (marker is 0x00 or 0x01 or (>= 0xD0 and <= StartOfImage) || (marker == StartOfScan && size is null))
        {
            return ImageFlaw.Broken;
        }

        if (rest.Length < 2)
        {
            return ImageFlaw.CutOff;
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
        if (length < 2)
        {
            return ImageFlaw.Broken;
        }

        if (length > rest.Length)
        {
            return ImageFlaw.CutOff;
        }

        if (IsFrame(marker) && !TryReadFrame(rest[..length], ref size))
        {
            return ImageFlaw.Broken;
        }

        rest = rest[length..];
        return marker == StartOfScan ? SkipScan(ref rest) : ImageFlaw.None;
    }

    // SOF0 to SOF15 without DHT, JPG and DAC, which share the range.
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static bool TryReadFrame(ReadOnlySpan<byte> segment, ref ImageStructure? size)
    {
        if (size is not null || segment.Length < 8 || segment[7] is < 1 or > 4 || segment.Length != 8 + (3 * segment[7]))
        {
            return false;
        }

        size = new ImageStructure(
            ImageFlaw.None, BinaryPrimitives.ReadUInt16BigEndian(segment[5..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        return true;
    }

    // Coded data goes on to the first 0xFF that is neither stuffed with a zero nor a restart marker.
    private static ImageFlaw SkipScan(ref ReadOnlySpan<byte> rest)
    {
        while (true)
        {
            var escape = rest.IndexOf(Escape);
            if (escape < 0 || escape + 1 >= rest.Length)
            {
                return ImageFlaw.CutOff;
            }

            if (rest[escape + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                rest = rest[escape..];
                return ImageFlaw.None;
            }

            rest = rest[(escape + 2)..];
        }
    }
}
