using System.Buffers.Binary;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>
/// Looks at the end of a ZIP file before anything reads its directory: <see cref="System.IO.Compression.ZipArchive"/> makes an object of
/// every entry first, and a few megabytes hold more entries than fit into memory.
/// </summary>
internal static class ZipDirectory
{
    private const int EndRecordBytes = 22;
    private const int MaxCommentBytes = 65_535;

    /// <summary>An entry's fixed part and a name of the length that file systems take, generously.</summary>
    private const int MaxBytesAnEntry = 2_048;

    private static ReadOnlySpan<byte> Signature => "PK\x05\x06"u8;

    /// <summary>What is wrong with it; null when its directory can be read.</summary>
    public static string? Check(Stream archive, int maxEntries)
    {
        var tail = new byte[Math.Min(archive.Length, EndRecordBytes + MaxCommentBytes)];
        archive.Position = archive.Length - tail.Length;
        archive.ReadExactly(tail);
        archive.Position = 0;
        var end = tail.AsSpan().LastIndexOf(Signature);
        if (end < 0 || tail.Length - end < EndRecordBytes)
        {
            return "The file is not a ZIP archive.";
        }

        var record = tail.AsSpan(end);
        var entries = BinaryPrimitives.ReadUInt16LittleEndian(record[10..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        // The directory lies between its start and this record, whatever it says of itself.
        var bytes = archive.Length - tail.Length + end - start;
        return entries > maxEntries || bytes > (long)maxEntries * MaxBytesAnEntry ? $"The archive has more than {maxEntries} entries."
            : bytes < 0 ? "The archive is damaged."
            : null;
    }
}
