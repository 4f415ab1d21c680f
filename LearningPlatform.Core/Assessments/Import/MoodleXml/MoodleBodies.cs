using System.Xml.Linq;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.MoodleXml;

/// <summary>What a question's elements mean in the bank, type by type.</summary>
internal static class MoodleBodies
{
    public static (QuestionBody? Body, string? Problem) Of(string type, XElement question, MoodleText texts)
    {
        if (question.Elements("answer").FirstOrDefault(answer => Fraction(answer) is null) is { } wrong)
        {
            return (null, $"“{ImportedText.Excerpt((string?)wrong.Attribute("fraction") ?? "")}” is no fraction of an answer in percent.");
        }

        return type switch
        {
            "multichoice" => (Choice(question, texts), null),
            "truefalse" => TrueFalse(question, texts),
            "shortanswer" => (Short(question, texts), null),
            "numerical" => Numeric(question, texts),
            "matching" => (Matching(question, texts), null),
            "ordering" => (Ordering(question, texts), null),
            "essay" => (Essay(question, texts), null),
            "description" => (null, "A description asks nothing. Put the text into a lesson."),
            "" => (null, "The question has no type."),
            _ => (null, $"Questions of the type “{ImportedText.Excerpt(type)}” are not known here."),
        };
    }

    private static QuestionBody Choice(XElement question, MoodleText texts)
    {
        ChoiceOption[] options =
        [
            .. question.Elements("answer").Select(answer => new ChoiceOption(
                Guid.Empty, texts.Read(answer) ?? new(""), Fraction(answer)!.Value, Feedback(answer, texts))),
        ];
        var shuffle = MoodleText.IsTrue(question.Element("shuffleanswers"), otherwise: true);
        return MoodleText.IsTrue(question.Element("single"), otherwise: true)
            ? new SingleChoice(options, shuffle)
            : new MultipleChoice(options, shuffle, MoodleText.IsTrue(question.Element(MoodleXmlWriter.AllOrNothing), otherwise: false));
    }

    private static (QuestionBody? Body, string? Problem) TrueFalse(XElement question, MoodleText texts)
    {
        var answers = question.Elements("answer").ToList();
        var holds = answers.Find(answer => MoodleText.Plain(answer).Equals("true", StringComparison.OrdinalIgnoreCase));
        var holdsNot = answers.Find(answer => MoodleText.Plain(answer).Equals("false", StringComparison.OrdinalIgnoreCase));
        return holds is null || holdsNot is null
            ? (null, "A true/false question has the answers true and false.")
            : (new TrueFalse(Fraction(holds) > Fraction(holdsNot), Feedback(holds, texts), Feedback(holdsNot, texts)), null);
    }

    private static ShortAnswer Short(XElement question, MoodleText texts) => new(
        [.. question.Elements("answer").Select(answer =>
            new TextAnswer(MoodleText.Plain(answer), Fraction(answer)!.Value, Feedback(answer, texts)))],
        MoodleText.IsTrue(question.Element("usecase"), otherwise: false),
        MoodleText.IsTrue(question.Element(MoodleXmlWriter.IgnoreAccents), otherwise: false));

    private static (QuestionBody? Body, string? Problem) Numeric(XElement question, MoodleText texts)
    {
        var answers = new List<NumericAnswer>();
        foreach (var answer in question.Elements("answer"))
        {
            var text = MoodleText.Plain(answer);
            var tolerance = answer.Element("tolerance")?.Value.Trim() is { Length: > 0 } given ? ImportedNumber.Number(given) : 0;
            if ((text != "*" && ImportedNumber.Number(text) is null) || tolerance is null)
            {
                return (null, $"“{ImportedText.Excerpt(text)}” is no number, or its tolerance is none.");
            }

            answers.Add(new(ImportedNumber.Number(text), tolerance.Value, Fraction(answer)!.Value, Feedback(answer, texts)));
        }

        if (question.Elements("units").Elements("unit").Any())
        {
            texts.Lost.Add("Units are not kept: the number alone is answered.");
        }

        return (new Numeric(answers), null);
    }

    /// <summary>A pair without a prompt is a match that belongs nowhere.</summary>
    private static Matching Matching(XElement question, MoodleText texts)
    {
        var pairs = new List<MatchPair>();
        var distractors = new List<string>();
        foreach (var pair in question.Elements("subquestion"))
        {
            var match = MoodleText.Plain(pair.Element("answer"));
            if (texts.Read(pair) is { } prompt)
            {
                pairs.Add(new(Guid.Empty, prompt, match));
            }
            else
            {
                distractors.Add(match);
            }
        }

        return new(
            pairs, distractors.Count > 0 ? distractors : null, MoodleText.IsTrue(question.Element("shuffleanswers"), otherwise: true));
    }

    /// <summary>The fractions are no fractions here but the places, from 1.</summary>
    private static Ordering Ordering(XElement question, MoodleText texts) => new(
    [
        .. question.Elements("answer").OrderBy(answer => Fraction(answer))
            .Select(answer => new OrderingItem(Guid.Empty, texts.Read(answer, "moodle_auto_format") ?? new(""))),
    ]);

    private static Essay Essay(XElement question, MoodleText texts)
    {
        RubricCriterion[] rubric =
        [
            .. question.Elements(MoodleXmlWriter.Rubric).Elements("criterion").Select(criterion => new RubricCriterion(
                Guid.Empty, MoodleText.Plain(criterion), MoodleText.Number((string?)criterion.Attribute("points")) ?? 0)),
        ];
        return new(
            rubric.Length > 0 ? rubric : null,
            texts.Read(question.Element("graderinfo")),
            texts.Read(question.Element("responsetemplate")));
    }

    private static RichText? Feedback(XElement answer, MoodleText texts) => texts.Read(answer.Element("feedback"));

    /// <summary>In percent in the file; 0 where it is absent, null where it is no number.</summary>
    private static decimal? Fraction(XElement answer) =>
        answer.Attribute("fraction") is { } fraction ? MoodleText.Number(fraction.Value) / 100 : 0;
}
