using System.Text;
using LearningPlatform.Core.Assessments.Import.Gift;
using LearningPlatform.Core.Assessments.Import.MoodleXml;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>
/// Reads files of questions. Pure: nothing is stored, and any bytes at all are answered in time and memory linear to their number.
/// </summary>
public static class QuestionFileReader
{
    /// <summary>Of a file, embedded pictures included.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <summary>Of a file that is only text: GIFT and Aiken.</summary>
    public const int MaxTextBytes = 4 * 1024 * 1024;

    private const int BeginningLength = 1_024;

    // As Latin-1 shows them.
    private static readonly char[] ByteOrderMarks = ['\u00EF', '\u00BB', '\u00BF', '\u00FE', '\u00FF'];

    private static readonly Failure TextTooLarge = new(
        FailureKind.TooLarge, "IMPORT_TOO_LARGE", $"A file in GIFT or Aiken has at most {MaxTextBytes / 1024 / 1024} MB. Split it.");

    /// <summary>What the file says, or why it cannot be read at all.</summary>
    /// <param name="content">At most <see cref="MaxBytes"/>.</param>
    /// <param name="format">How it is written; null to tell it by its content.</param>
    public static Outcome<QuestionFile> Read(byte[] content, QuestionFormat? format)
    {
        ArgumentNullException.ThrowIfNull(content);
        if (content.Length == 0)
        {
            return ImportFailures.Unreadable("It is empty.");
        }

        return format == QuestionFormat.MoodleXml || (format is null && IsXml(content))
            ? With(QuestionFormat.MoodleXml, MoodleXmlReader.Read(content))
            : ReadText(content, format);
    }

    private static Outcome<QuestionFile> ReadText(byte[] content, QuestionFormat? format)
    {
        if (content.Length > MaxTextBytes)
        {
            return TextTooLarge;
        }

        if (!TextDecoding.Decode(content).TryGet(out var text, out var failure))
        {
            return failure;
        }

        var found = format ?? (AikenReader.IsAiken(text) ? QuestionFormat.Aiken : QuestionFormat.Gift);
        return With(found, found == QuestionFormat.Aiken ? AikenReader.Read(text) : GiftReader.Read(text));
    }

    private static Outcome<QuestionFile> With(QuestionFormat format, Outcome<QuestionFile> read) =>
        read.TryGet(out var file, out var failure) ? file with { Format = format } : failure;

    /// <summary>Whether it begins as XML does, in whatever encoding. A lone tag may also begin the first question of a GIFT file.</summary>
    private static bool IsXml(ReadOnlySpan<byte> content)
    {
        var start = Encoding.Latin1.GetString(content[..Math.Min(content.Length, BeginningLength)])
            .Replace("\0", "", StringComparison.Ordinal).TrimStart(ByteOrderMarks).TrimStart();
        return start.StartsWith("<?xml", StringComparison.Ordinal)
            || start.StartsWith("<quiz", StringComparison.Ordinal)
            || start.StartsWith("<!", StringComparison.Ordinal);
    }
}
