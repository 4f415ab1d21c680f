using System.Globalization;
using System.Xml.Linq;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>Reads the pieces that questions are made of, and collects the files that their texts bring along.</summary>
internal sealed class MoodleText
{
    /// <summary>How Moodle's texts name a file that is embedded beside them; the name is percent-encoded.</summary>
    public const string FileMark = "@@PLUGINFILE@@";

    /// <summary>Files of one text. Each costs a search through the text.</summary>
    private const int FilesMaxCount = 50;

    private static readonly XName Preserve = XNamespace.Xml + "space";
    private readonly Dictionary<string, EmbeddedFile> _files = new(StringComparer.Ordinal);

    /// <summary>What was read and could not be kept.</summary>
    public List<string> Lost { get; } = [];

    /// <summary>The files that the question's texts refer to, each once.</summary>
    public IReadOnlyList<EmbeddedFile> Files => [.. _files.Values];

    /// <summary>A text with its format and its files; null where there is none, or only blanks.</summary>
    public RichText? Read(XElement? element, string defaultFormat = "html")
    {
        if (element is null || Plain(element) is not { Length: > 0 } text)
        {
            return null;
        }

        text = WithFiles(text, element);
        switch ((string?)element.Attribute("format") ?? defaultFormat)
        {
            case "moodle_auto_format":
                return ImportedText.Auto(text);
            case "markdown":
                return new(text, TextFormat.Markdown);
            case "plain_text":
                return new(text);
            case "wiki_like":
                Lost.Add("A text is in wiki format, which is shown as it is.");
                return new(text);
            default:
                return new(text, TextFormat.Html);
        }
    }

    /// <summary>What stands in the element's <c>text</c>, or in itself.</summary>
    public static string Plain(XElement? element)
    {
        var text = element?.Element("text") ?? element;
        return text is null ? "" : (string?)text.Attribute(Preserve) == "preserve" ? text.Value : text.Value.Trim();
    }

    /// <summary>A number within the element; null where there is none.</summary>
    public static decimal? Number(string? text) =>
        decimal.TryParse(text?.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool IsTrue(XElement? element, bool otherwise) => element?.Value.Trim().ToLowerInvariant() switch
    {
        null or "" => otherwise,
        "true" or "1" => true,
        _ => false,
    };

    private string WithFiles(string text, XElement element)
    {
        if (!text.Contains(FileMark, StringComparison.Ordinal) || text.Length > Question.StemMaxLength)
        {
            return text;
        }

        foreach (var file in element.Elements("file").Take(FilesMaxCount))
        {
            var name = ((string?)file.Attribute("name"))?.Trim() ?? "";
            var path = ((string?)file.Attribute("path"))?.Trim() ?? "/";
            if (name.Length == 0 || Decode(file) is not { } content)
            {
                Lost.Add($"The file “{ImportedText.Excerpt(name)}” is not in Base64.");
                continue;
            }

            var embedded = new EmbeddedFile(name, content);
            var steps = $"{path.Trim('/')}/{name}".TrimStart('/').Split('/').Select(Uri.EscapeDataString);
            var pattern = $"{FileMark}/{string.Join('/', steps)}";
            var replaced = text.Replace(pattern, embedded.Reference, StringComparison.OrdinalIgnoreCase)
                .Replace($"{FileMark}{path}{name}", embedded.Reference, StringComparison.Ordinal);
            if (replaced != text)
            {
                text = replaced;
                _files[embedded.Reference] = embedded;
            }
        }

        if (text.Contains(FileMark, StringComparison.Ordinal))
        {
            Lost.Add($"A text refers to a file that is not embedded beside it, or to more than {FilesMaxCount}.");
        }

        return text;
    }

    private static byte[]? Decode(XElement file)
    {
        if (((string?)file.Attribute("encoding") ?? "base64") != "base64")
        {
            return null;
        }

        var encoded = file.Value;
        var content = new byte[(encoded.Length / 4 * 3) + 3];
        return Convert.TryFromBase64String(encoded, content, out var length) ? content[..length] : null;
    }
}
