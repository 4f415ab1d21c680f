using System.Globalization;
using System.Text;
using System.Xml;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>
/// Writes questions as Moodle XML that Moodle reads, and that <see cref="MoodleXmlReader"/> reads back as the same questions. What Moodle
/// has no element for stands in elements of our own, which it passes over.
/// </summary>
internal sealed class MoodleXmlWriter(XmlWriter xml)
{
    public const string AllOrNothing = "allornothing";
    public const string IgnoreAccents = "ignoreaccents";
    public const string Rubric = "rubric";

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(false),
        Indent = true,
        NewLineHandling = NewLineHandling.Entitize,
        CheckCharacters = true,
    };

    private IReadOnlyList<EmbeddedFile> _files = [];

    public static byte[] Write(IEnumerable<BankedQuestion> questions)
    {
        using var output = new MemoryStream();
        using (var xml = XmlWriter.Create(output, Settings))
        {
            new MoodleXmlWriter(xml).WriteAll(questions);
        }

        return output.ToArray();
    }

    private void WriteAll(IEnumerable<BankedQuestion> questions)
    {
        xml.WriteStartElement("quiz");
        var category = "";
        foreach (var banked in questions)
        {
            if (banked.Category != category)
            {
                category = banked.Category;
                WriteCategory(category);
            }

            _files = banked.Files;
            WriteQuestion(banked.Question);
        }

        xml.WriteEndElement();
    }

    private void WriteCategory(string path)
    {
        xml.WriteStartElement("question");
        xml.WriteAttributeString("type", "category");
        WriteText("category", path.Length > 0 ? $"$course$/top/{path}" : "$course$/top");
        xml.WriteEndElement();
    }

    private void WriteQuestion(Question question)
    {
        xml.WriteStartElement("question");
        xml.WriteAttributeString("type", TypeOf(question.Body));
        WriteText("name", question.Name);
        WriteRich("questiontext", question.Stem);
        WriteRich("generalfeedback", question.GeneralFeedback);
        xml.WriteElementString("defaultgrade", Number(question.Points));
        xml.WriteElementString("hidden", "0");
        xml.WriteElementString("idnumber", Clean(question.ExternalId ?? ""));
        new MoodleBodyWriter(this, xml).Write(question.Body);
        if (question.Tags is { Count: > 0 } tags)
        {
            xml.WriteStartElement("tags");
            foreach (var tag in tags)
            {
                WriteText("tag", tag);
            }

            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    public void WriteText(string element, string text)
    {
        xml.WriteStartElement(element);
        WriteText(text);
        xml.WriteEndElement();
    }

    /// <summary>Nothing for null.</summary>
    public void WriteRich(string element, RichText? text)
    {
        if (text is not null)
        {
            xml.WriteStartElement(element);
            WriteRich(text);
            xml.WriteEndElement();
        }
    }

    /// <summary>The open element's format and text, and the files that the text shows.</summary>
    public void WriteRich(RichText text)
    {
        xml.WriteAttributeString("format", text.Format switch
        {
            TextFormat.Html => "html",
            TextFormat.Markdown => "markdown",
            _ => "plain_text",
        });
        var shown = _files.Where(file => text.Text.Contains(file.Reference, StringComparison.Ordinal)).ToList();
        WriteText(shown.Aggregate(text.Text, (changed, file) =>
            changed.Replace(file.Reference, $"{MoodleText.FileMark}/{Uri.EscapeDataString(NameOf(file))}", StringComparison.Ordinal)));
        foreach (var file in shown)
        {
            xml.WriteStartElement("file");
            xml.WriteAttributeString("name", NameOf(file));
            xml.WriteAttributeString("path", "/");
            xml.WriteAttributeString("encoding", "base64");
            xml.WriteBase64(file.Content, 0, file.Content.Length);
            xml.WriteEndElement();
        }
    }

    /// <summary>Two files of one question can have the same name in Moodle, one here.</summary>
    private string NameOf(EmbeddedFile file) =>
        Clean(_files.Count(other => other.Name == file.Name) > 1 ? $"{file.Sha256[..8]}-{file.FileName}" : file.FileName);

    public void WriteText(string text)
    {
        xml.WriteStartElement("text");
        if (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])))
        {
            xml.WriteAttributeString("xml", "space", null, "preserve");
        }

        xml.WriteString(Clean(text));
        xml.WriteEndElement();
    }

    public static string Number(decimal number) => number.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Without the control characters that XML cannot hold.</summary>
    private static string Clean(string text) => text.All(IsXml) ? text : string.Concat(text.Where(IsXml));

    private static bool IsXml(char character) => XmlConvert.IsXmlChar(character) || char.IsSurrogate(character);

    private static string TypeOf(QuestionBody body) => body switch
    {
        SingleChoice or MultipleChoice => "multichoice",
        TrueFalse => "truefalse",
        Questions.Numeric => "numerical",
        ShortAnswer => "shortanswer",
        Matching => "matching",
        Ordering => "ordering",
        _ => "essay",
    };
}
