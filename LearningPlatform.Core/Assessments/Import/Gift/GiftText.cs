using System.Text.RegularExpressions;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>The formats that a text can name in brackets before it.</summary>
internal enum GiftFormat
{
    /// <summary>Moodle's own, and the one without a name: see <see cref="ImportedText.Auto"/>.</summary>
    Moodle,
    Plain,
    Markdown,
    Html,
}

/// <summary>Texts with their formats.</summary>
internal static partial class GiftText
{
    /// <summary>The text and its format, which is <paramref name="inherited"/> where none is named.</summary>
    public static (RichText Text, GiftFormat Format) Read(string raw, GiftFormat inherited)
    {
        var (format, text) = (inherited, raw.Trim());
        if (text.StartsWith('[') && text.IndexOf(']', StringComparison.Ordinal) is > 1 and var end && FormatOf(text[1..end]) is { } named)
        {
            (format, text) = (named, text[(end + 1)..].Trim());
        }

        return (format switch
        {
            GiftFormat.Moodle => ImportedText.Auto(GiftEscapes.Unescape(LineBreak().Replace(text, " "))),
            GiftFormat.Html => new(GiftEscapes.Unescape(text), TextFormat.Html),
            GiftFormat.Markdown => new(GiftEscapes.Unescape(text), TextFormat.Markdown),
            _ => new(GiftEscapes.Unescape(text)),
        }, format);
    }

    /// <summary>
    /// As it is written; the format is named where it is not <paramref name="inherited"/> or where the text could be taken for a mark.
    /// </summary>
    public static string Write(RichText text, TextFormat inherited, bool arrows = false)
    {
        var named = text.Format != inherited || (text.Text.Length > 0 && text.Text[0] is '[' or '%' or '/' or '$' or '>');
        return (named ? Name(text.Format) : "") + GiftEscapes.Escape(text.Text, arrows);
    }

    public static string Name(TextFormat format) => format switch
    {
        TextFormat.Html => "[html]",
        TextFormat.Markdown => "[markdown]",
        _ => "[plain]",
    };

    private static GiftFormat? FormatOf(string name) => name switch
    {
        "moodle" => GiftFormat.Moodle,
        "plain" => GiftFormat.Plain,
        "markdown" => GiftFormat.Markdown,
        "html" => GiftFormat.Html,
        _ => null,
    };

    /// <summary>In Moodle's format a new line in the file is a blank; one that is wanted is written as <c>\n</c>.</summary>
    [GeneratedRegex(@"\s*\n\s*", RegexOptions.NonBacktracking)]
    private static partial Regex LineBreak();
}
