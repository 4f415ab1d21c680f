using System.Xml;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>The elements that only one type of question has.</summary>
internal sealed class MoodleBodyWriter(MoodleXmlWriter texts, XmlWriter xml)
{
    public void Write(QuestionBody body)
    {
        switch (body)
        {
            case SingleChoice choice:
                WriteChoice(choice.Options, single: true, choice.Shuffle, allOrNothing: false);
                break;
            case MultipleChoice choice:
                WriteChoice(choice.Options, single: false, choice.Shuffle, choice.AllOrNothing);
                break;
            case TrueFalse statement:
                WriteAnswer(statement.Answer ? 1 : 0, "true", statement.TrueFeedback);
                WriteAnswer(statement.Answer ? 0 : 1, "false", statement.FalseFeedback);
                break;
            case Numeric numeric:
                WriteNumeric(numeric);
                break;
            case ShortAnswer answer:
                WriteShort(answer);
                break;
            case Matching matching:
                WriteMatching(matching);
                break;
            case Ordering ordering:
                WriteOrdering(ordering);
                break;
            case Essay essay:
                WriteEssay(essay);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(body));
        }
    }

    private void WriteChoice(IReadOnlyList<ChoiceOption> options, bool single, bool shuffle, bool allOrNothing)
    {
        xml.WriteElementString("single", single ? "true" : "false");
        xml.WriteElementString("shuffleanswers", shuffle ? "true" : "false");
        if (allOrNothing)
        {
            xml.WriteElementString(MoodleXmlWriter.AllOrNothing, "true");
        }

        foreach (var option in options)
        {
            StartAnswer(option.Fraction);
            texts.WriteRich(option.Text);
            EndAnswer(option.Feedback);
        }
    }

    private void WriteNumeric(Numeric numeric)
    {
        foreach (var answer in numeric.Answers)
        {
            StartAnswer(answer.Fraction);
            texts.WriteText(answer.Value is { } value ? ImportedNumber.Write(value) : "*");
            xml.WriteElementString("tolerance", ImportedNumber.Write(answer.Tolerance));
            EndAnswer(answer.Feedback);
        }
    }

    private void WriteShort(ShortAnswer question)
    {
        xml.WriteElementString("usecase", question.CaseSensitive ? "1" : "0");
        if (question.IgnoreAccents)
        {
            xml.WriteElementString(MoodleXmlWriter.IgnoreAccents, "1");
        }

        foreach (var answer in question.Answers)
        {
            WriteAnswer(answer.Fraction, answer.Text, answer.Feedback);
        }
    }

    private void WriteMatching(Matching matching)
    {
        xml.WriteElementString("shuffleanswers", matching.Shuffle ? "true" : "false");
        foreach (var pair in matching.Pairs)
        {
            WritePair(pair.Prompt, pair.Match);
        }

        foreach (var distractor in matching.Distractors ?? [])
        {
            WritePair(new(""), distractor);
        }
    }

    private void WritePair(RichText prompt, string match)
    {
        xml.WriteStartElement("subquestion");
        texts.WriteRich(prompt);
        texts.WriteText("answer", match);
        xml.WriteEndElement();
    }

    private void WriteOrdering(Ordering ordering)
    {
        xml.WriteElementString("layouttype", "VERTICAL");
        xml.WriteElementString("selecttype", "ALL");
        foreach (var (index, item) in ordering.Items.Index())
        {
            xml.WriteStartElement("answer");
            xml.WriteAttributeString("fraction", MoodleXmlWriter.Number(index + 1));
            texts.WriteRich(item.Text);
            xml.WriteEndElement();
        }
    }

    private void WriteEssay(Essay essay)
    {
        texts.WriteRich("graderinfo", essay.GraderNotes);
        texts.WriteRich("responsetemplate", essay.Template);
        if (essay.Rubric is { Count: > 0 } rubric)
        {
            xml.WriteStartElement(MoodleXmlWriter.Rubric);
            foreach (var criterion in rubric)
            {
                xml.WriteStartElement("criterion");
                xml.WriteAttributeString("points", MoodleXmlWriter.Number(criterion.Points));
                texts.WriteText(criterion.Description);
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private void WriteAnswer(decimal fraction, string text, RichText? feedback)
    {
        StartAnswer(fraction);
        texts.WriteText(text);
        EndAnswer(feedback);
    }

    private void StartAnswer(decimal fraction)
    {
        xml.WriteStartElement("answer");
        xml.WriteAttributeString("fraction", MoodleXmlWriter.Number(fraction * 100));
    }

    private void EndAnswer(RichText? feedback)
    {
        texts.WriteRich("feedback", feedback);
        xml.WriteEndElement();
    }
}
