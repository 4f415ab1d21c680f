using System.Text.RegularExpressions;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>What the formats have in common about text.</summary>
internal static partial class ImportedText
{
    private const int DefaultNameLength = 80;

    // A name is made of this much at most, however long the text is.
    private const int NameSourceLength = 2_000;

    /// <summary>
    /// Moodle's "auto format": plain text in which HTML is taken for HTML. Lines of text with HTML in it break where they did.
    /// </summary>
    public static RichText Auto(string text) => LooksLikeHtml().IsMatch(text)
        ? new(text.Replace("\n", "<br />\n", StringComparison.Ordinal), TextFormat.Html)
        : new(text);

    /// <summary>A name for a question that has none: how its stem begins.</summary>
    public static string NameOf(RichText stem)
    {
        var text = stem.Text.Length > NameSourceLength ? Cut(stem.Text, NameSourceLength) : stem.Text;
        text = stem.Format == TextFormat.Html ? Tag().Replace(text, " ") : text;
        text = Blanks().Replace(text, " ").Trim();
        return text.Length switch
        {
            0 => "Question",
            <= DefaultNameLength => text,
            _ => Cut(text, DefaultNameLength - 1).TrimEnd() + "…",
        };
    }

    /// <summary>A title within the limits of a name, or the stem's beginning.</summary>
    public static string NameOf(string? title, RichText stem)
    {
        var name = Blanks().Replace(title ?? "", " ").Trim();
        return name.Length == 0 ? NameOf(stem) : name.Length > Question.NameMaxLength ? Cut(name, Question.NameMaxLength) : name;
    }

    /// <summary>Enough of a text for its author to find it.</summary>
    public static string Excerpt(string text) => text.Length <= DefaultNameLength ? text : Cut(text, DefaultNameLength - 1) + "…";

    /// <summary>The first <paramref name="length"/> characters at most, no surrogate pair broken.</summary>
    public static string Cut(string text, int length) => char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length];

    /// <summary>
    /// Moodle's path without the context that it starts from (<c>$course$</c>) and the root that every bank has (<c>top</c>).
    /// </summary>
    public static string Category(string path)
    {
        var rest = Context().Replace(Blanks().Replace(path, " ").Trim(), "");
        return CategoryPath.Normalize(rest);
    }

    // An opening, closing or empty tag, a comment, or a character reference; "a < b" is none of them.
    [GeneratedRegex(
        @"</?[a-z][a-z0-9]{0,15}(?:[\s/][^<>]*)?>|<!--|&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex LooksLikeHtml();

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();

    [GeneratedRegex(
        @"^\$\w+\$(?:\s*/\s*top(?=\s*(?:/|$)))?|^top(?=\s*(?:/|$))",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Context();
}
