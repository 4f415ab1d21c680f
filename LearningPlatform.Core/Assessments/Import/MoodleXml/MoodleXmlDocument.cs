using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>
/// A Moodle XML file's questions, one at a time. Nothing outside the file is ever read: no DTD, so no entities, and no resolver. How deep
/// and how wide the file may be is checked in a pass of its own, before anything is built.
/// </summary>
internal static class MoodleXmlDocument
{
    private const int MaxDepth = 24;
    private const int MaxNodesOfQuestion = 10_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = QuestionFileReader.MaxBytes,
    };

    /// <summary>Null where the whole file can be read.</summary>
    public static Failure? Check(byte[] content)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content, writable: false), Settings);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.LocalName != "quiz")
            {
                return ImportFailures.Unreadable("Moodle XML is one element quiz with the questions in it.");
            }

            var nodes = 0;
            while (reader.Read())
            {
                nodes = reader.Depth <= 1 ? 0 : nodes + 1;
                if (reader.Depth > MaxDepth || nodes > MaxNodesOfQuestion)
                {
                    return ImportFailures.Unreadable(
                        $"{Place(reader)}: elements nested deeper than {MaxDepth}, or a question of more than {MaxNodesOfQuestion} parts.");
                }
            }

            return null;
        }
        catch (XmlException exception)
        {
            return ImportFailures.Unreadable(Explain(exception, content));
        }
        catch (Exception exception) when (exception is DecoderFallbackException or ArgumentException or NotSupportedException)
        {
            return ImportFailures.Unreadable("Its bytes are not of the encoding that it declares. Save it as UTF-8.");
        }
    }

    /// <summary>The questions of a checked file, each with the line that it begins in.</summary>
    public static IEnumerable<(int Line, XElement Question)> Questions(byte[] content)
    {
        using var reader = XmlReader.Create(new MemoryStream(content, writable: false), Settings);
        reader.MoveToContent();
        reader.Read();
        while (!reader.EOF && reader.NodeType != XmlNodeType.EndElement)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "question" })
            {
                var line = ((IXmlLineInfo)reader).LineNumber;
                yield return (line, (XElement)XNode.ReadFrom(reader));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static string Place(XmlReader reader) =>
        reader is IXmlLineInfo line ? $"Line {line.LineNumber}, column {line.LinePosition}" : "Somewhere";

    private static string Explain(XmlException exception, byte[] content)
    {
        var place = exception.LineNumber > 0 ? $"Line {exception.LineNumber}, column {exception.LinePosition}: " : "";
        var start = Encoding.Latin1.GetString(content.AsSpan(0, Math.Min(content.Length, 4_096)))
            .Replace("\0", "", StringComparison.Ordinal);
        var why = start.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase)
            ? "a DOCTYPE and entities of one's own are not taken."
            : "this is not well-formed XML in the encoding that the file declares (UTF-8 where it declares none).";
        return place + why;
    }
}
