using System.Globalization;
using System.Runtime.InteropServices;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>A range of bytes within a known size.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ByteRange(long Offset, long Length)
{
    /// <summary>
    /// Reads <c>bytes=a-b</c>, <c>bytes=a-</c> or <c>bytes=-n</c>. Null, meaning everything, for other text and for several
    /// ranges: HTTP lets a server ignore those.
    /// </summary>
    /// <exception cref="S3Exception">The range has no byte within the size.</exception>
    public static ByteRange? Parse(string header, long size)
    {
        if (!header.StartsWith("bytes=", StringComparison.Ordinal) || header[6..].Split('-') is not [var from, var to])
        {
            return null;
        }

        if (from.Length == 0)
        {
            return TryParse(to, out var suffix) ? Checked(size - Math.Min(suffix, size), size - 1, size) : null;
        }

        if (!TryParse(from, out var first))
        {
            return null;
        }

        if (to.Length == 0)
        {
            return Checked(first, size - 1, size);
        }

        return TryParse(to, out var last) && last >= first ? Checked(first, Math.Min(last, size - 1), size) : null;
    }

    public string ContentRange(long size) => $"bytes {Offset}-{Offset + Length - 1}/{size}";

    private static ByteRange Checked(long first, long last, long size) => first < size && first <= last
        ? new ByteRange(first, last - first + 1)
        : throw new S3Exception(S3Error.InvalidRange);

    private static bool TryParse(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
