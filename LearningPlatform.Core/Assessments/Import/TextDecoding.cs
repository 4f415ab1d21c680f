using System.Text;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>
/// A file's bytes as text. UTF-8, or what its byte order mark says; nothing is guessed, and nothing that is wrong is replaced.
/// </summary>
internal static class TextDecoding
{
    private static readonly (byte[] Mark, Encoding Encoding)[] Marked =
    [
        // UTF-32 first: its mark begins with UTF-16's.
        ([0xFF, 0xFE, 0, 0], new UTF32Encoding(bigEndian: false, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0, 0, 0xFE, 0xFF], new UTF32Encoding(bigEndian: true, byteOrderMark: true, throwOnInvalidCharacters: true)),
        ([0xEF, 0xBB, 0xBF], new UTF8Encoding(false, throwOnInvalidBytes: true)),
        ([0xFF, 0xFE], new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true)),
        ([0xFE, 0xFF], new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true)),
    ];

    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The text without its mark, its lines ended by LF.</summary>
    public static Outcome<string> Decode(ReadOnlySpan<byte> bytes)
    {
        var (length, encoding) = (0, (Encoding)Utf8);
        foreach (var (mark, marked) in Marked)
        {
            if (bytes.StartsWith(mark))
            {
                (length, encoding) = (mark.Length, marked);
                break;
            }
        }

        try
        {
            var text = encoding.GetString(bytes[length..]);
            return text.Contains('\0', StringComparison.Ordinal)
                ? ImportFailures.Unreadable("It holds NUL characters: not text, or UTF-16 without its byte order mark. Save it as UTF-8.")
                : text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        }
        catch (DecoderFallbackException exception)
        {
            return ImportFailures.Unreadable(
                $"Byte {length + Math.Max(exception.Index, 0)} is not {encoding.WebName.ToUpperInvariant()}. Save the file as UTF-8.");
        }
    }
}

/// <summary>Why a file as a whole is not read.</summary>
internal static class ImportFailures
{
    public static Failure Unreadable(string why) => new(FailureKind.Invalid, "IMPORT_UNREADABLE", $"The file cannot be read. {why}");
}
