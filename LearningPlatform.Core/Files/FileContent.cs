using System.Buffers.Binary;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Tells a file's format by its first bytes (no library on the feed that does it is kept up). Names and declared types count for nothing.
/// </summary>
public static class FileContent
{
    /// <summary>How many of the first bytes are looked at.</summary>
    public const int HeadBytes = 64 * 1024;

    private const string ZipMimetypeEntry = "mimetype";

    private static ReadOnlySpan<byte> Png => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    private static ReadOnlySpan<byte> Compound => [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

    private static ReadOnlySpan<byte> Ebml => [0x1a, 0x45, 0xdf, 0xa3];

    private static ReadOnlySpan<byte> Jpeg => [0xff, 0xd8, 0xff];

    /// <summary>The format that <paramref name="head"/> begins; never throws, whatever the bytes.</summary>
    public static FileFormat Identify(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith(Png) => FileFormat.Png,
        _ when head.StartsWith(Jpeg) => FileFormat.Jpeg,
        _ when IsRiff(head, "WEBP"u8) => FileFormat.Webp,
        _ when IsRiff(head, "WAVE"u8) => FileFormat.Wav,
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => FileFormat.Gif,
        _ when head.StartsWith("%PDF-"u8) => FileFormat.Pdf,
        _ when IsMp4(head) => FileFormat.Mp4,
        _ when head.StartsWith(Ebml) && head[..Math.Min(head.Length, 64)].IndexOf("webm"u8) > 0 => FileFormat.Webm,
        _ when head.StartsWith("OggS\0"u8) => FileFormat.Ogg,
        _ when head.StartsWith("ID3"u8) || IsMpegAudioFrame(head) => FileFormat.Mp3,
        _ when head.StartsWith("fLaC"u8) => FileFormat.Flac,
        _ when head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) => FileFormat.Zip,
        _ when head.StartsWith(Compound) => FileFormat.CompoundFile,
        _ when IsText(head) => FileFormat.Text,
        _ => FileFormat.Unknown,
    };

    /// <summary>Whether content that begins with <paramref name="head"/> is what <paramref name="contentType"/> promises.</summary>
    /// <param name="head">The first <see cref="HeadBytes"/>, or all there are.</param>
    /// <param name="contentType">As <see cref="FileFormats"/> spells it.</param>
    public static bool Is(ReadOnlySpan<byte> head, string contentType) =>
        FileFormats.All.TryGetValue(contentType, out var rule)
        && Identify(head) == rule.Format
        && (rule.Format != FileFormat.Zip || IsZipOf(head, contentType));

    /// <summary>Which of the formats that are ZIP archives: OpenDocument and EPUB say it in their first entry, Office by its parts.</summary>
    private static bool IsZipOf(ReadOnlySpan<byte> head, string contentType)
    {
        if (contentType.StartsWith("application/vnd.oasis.", StringComparison.Ordinal) || contentType == "application/epub+zip")
        {
            return MimetypeOf(head).StartsWith(System.Text.Encoding.ASCII.GetBytes(contentType));
        }

        // The parts' names stand in the archive's directory at its end, too, but the list of types is its first entry by custom.
        return !contentType.StartsWith("application/vnd.openxmlformats", StringComparison.Ordinal)
            || head.IndexOf("[Content_Types].xml"u8) > 0;
    }

    /// <summary>The content of a first entry named mimetype, which is stored as it is; empty without one.</summary>
    private static ReadOnlySpan<byte> MimetypeOf(ReadOnlySpan<byte> head)
    {
        const int header = 30;
        if (head.Length < header + ZipMimetypeEntry.Length || !head[header..].StartsWith("mimetype"u8))
        {
            return [];
        }

        var extra = BinaryPrimitives.ReadUInt16LittleEndian(head[28..]);
        var start = header + ZipMimetypeEntry.Length + extra;
        return start < head.Length ? head[start..] : [];
    }

    private static bool IsRiff(ReadOnlySpan<byte> head, ReadOnlySpan<byte> kind) =>
        head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith(kind);

    private static bool IsMp4(ReadOnlySpan<byte> head) =>
        head.Length >= 12 && head[4..].StartsWith("ftyp"u8) && !head[8..].StartsWith("qt  "u8);

    /// <summary>Eleven bits of sync, then a version, a layer and a bit rate that exist.</summary>
    private static bool IsMpegAudioFrame(ReadOnlySpan<byte> head) =>
        head is [0xff, var second, var third, ..]
        && (second & 0xe0) == 0xe0 && (second & 0x18) != 0x08 && (second & 0x06) != 0 && third >> 4 is > 0 and < 15;

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        foreach (var value in head)
        {
            // Tab, line ends, form feed; no other control character has a place in text, in whatever encoding it is.
            if (value is < 0x09 or (> 0x0d and < 0x20) or 0x7f)
            {
                return false;
            }
        }

        return head.Length > 0;
    }
}
