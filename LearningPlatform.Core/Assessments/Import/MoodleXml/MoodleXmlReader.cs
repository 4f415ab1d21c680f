using System.Xml.Linq;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>Reads a Moodle XML file: questions as the bank has them, and a note for each that is none.</summary>
internal static class MoodleXmlReader
{
    public static Outcome<QuestionFile> Read(byte[] content)
    {
        if (MoodleXmlDocument.Check(content) is { } failure)
        {
            return failure;
        }

        var file = new QuestionFileBuilder();
        var category = "";
        var penalty = (Count: 0, Line: 0);
        foreach (var (line, element) in MoodleXmlDocument.Questions(content).TakeWhile(_ => !file.IsFull))
        {
            var type = ((string?)element.Attribute("type"))?.Trim() ?? "";
            if (type == "category")
            {
                category = ImportedText.Category(MoodleText.Plain(element.Element("category")));
                continue;
            }

            Read(line, type, element, category, file);
            if (MoodleText.Number(element.Element("penalty")?.Value) is > 0 && element.Element("hint") is not null)
            {
                penalty = (penalty.Count + 1, penalty.Count == 0 ? line : penalty.Line);
            }
        }

        if (penalty.Count > 0)
        {
            file.Reduce(
                penalty.Line,
                null,
                $"Penalties for further tries are not kept ({penalty.Count} questions): a question is answered once an attempt.");
        }

        return file.Build();
    }

    private static void Read(int line, string type, XElement element, string category, QuestionFileBuilder file)
    {
        var name = MoodleText.Plain(element.Element("name"));
        var texts = new MoodleText();
        if (texts.Read(element.Element("questiontext")) is not { } stem)
        {
            file.Refuse(line, name, "It has no text.");
            return;
        }

        var (body, problem) = MoodleBodies.Of(type, element, texts);
        if (body is null)
        {
            file.Refuse(line, name, problem!);
            return;
        }

        var question = new Question(
            ImportedText.NameOf(name, stem),
            stem,
            body,
            texts.Read(element.Element("generalfeedback")),
            [.. element.Elements("tags").Elements("tag").Select(MoodleText.Plain).Where(tag => tag.Length > 0)],
            element.Element("idnumber")?.Value.Trim() is { Length: > 0 } id ? id : null,
            Points(element, texts));
        NoteOverall(element, texts);
        file.Add(line, category, question, texts.Files);
        foreach (var lost in texts.Lost.Distinct(StringComparer.Ordinal))
        {
            file.Reduce(line, name, lost);
        }
    }

    private static decimal Points(XElement element, MoodleText texts)
    {
        if (element.Element("defaultgrade") is not { } grade)
        {
            return 1;
        }

        if (MoodleText.Number(grade.Value) is > 0 and <= Question.PointsMax and var points)
        {
            return points;
        }

        texts.Lost.Add($"A grade of “{ImportedText.Excerpt(grade.Value)}” became 1 point.");
        return 1;
    }

    private static void NoteOverall(XElement element, MoodleText texts)
    {
        string[] overall = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];
        // Moodle writes its own three sentences into every question; only an author's are worth a note.
        if (overall.Any(name => MoodleText.Plain(element.Element(name)) is { Length: > 0 } text
            && !text.StartsWith("Your answer is ", StringComparison.Ordinal)))
        {
            texts.Lost.Add("Feedback for right, partly right and wrong answers as a whole is not kept.");
        }

        if (element.Elements("hint").Any(hint => MoodleText.Plain(hint).Length > 0))
        {
            texts.Lost.Add("Hints are not kept.");
        }
    }
}
