using FsCheck;
using FsCheck.Fluent;
using LearningPlatform.Core.Assessments.Import;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.UnitTests.Assessments.Import;

/// <summary>Questions of every kind, their texts made of what the formats take for marks.</summary>
internal static class QuestionGenerators
{
    private static readonly Gen<string> Pieces = Gen.Elements(
        "a", "Paris", "é", "ß", "字", "😀", " ", "  ", "~", "=", "#", "####", "{", "}", ":", "::", "\\", "\\n", "\\\\", "\n", "->", "-\\>",
        "%",
        "%50%", "*", "\\*", "[", "]", "[html]", "//", "$CATEGORY: x", "T", "TRUE", "1..2", "_____", "<b>", "</b>", "&amp;", "]]>",
        "<![CDATA[",
        "\"", "'", "@@PLUGINFILE@@/x.png", ">", "ALL", "\t");

    private static readonly Gen<string> Words =
        from pieces in Pieces.NonEmptyListOf()
        select string.Concat(pieces).Trim() is { Length: > 0 } text ? text : "text";

    private static readonly Gen<string> Line = Words.Select(
        text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));

    private static readonly Gen<RichText> Rich =
        from text in Words
        from format in Gen.Elements(TextFormat.Plain, TextFormat.Markdown, TextFormat.Html)
        select new RichText(text, format);

    private static readonly Gen<RichText?> Feedback = Gen.OneOf(Gen.Constant<RichText?>(null), Rich.Select(text => (RichText?)text));

    private static readonly Gen<decimal> Fraction = Gen.Elements(0m, 1m, -1m, 0.5m, 0.3333333m, -0.25m, 0.9m, 0.0000001m);

    private static readonly Gen<bool> Bool = Gen.Elements(true, false);

    private static readonly Gen<IReadOnlyList<ChoiceOption>> Options =
        from first in Option(Gen.Elements(1m, 0.9m))
        from others in Option(Fraction).NonEmptyListOf()
        select (IReadOnlyList<ChoiceOption>)[first, .. others.Take(6)];

    private static readonly Gen<QuestionBody> Choice =
        from options in Options
        from single in Bool
        from shuffle in Bool
        from allOrNothing in Bool
        select single ? new SingleChoice(options, shuffle) : (QuestionBody)new MultipleChoice(options, shuffle, allOrNothing);

    private static readonly Gen<QuestionBody> Statement =
        from answer in Bool
        from onTrue in Feedback
        from onFalse in Feedback
        select (QuestionBody)new TrueFalse(answer, onTrue, onFalse);

    private static readonly Gen<QuestionBody> Number =
        from value in Gen.Elements(0, 1822, -3.142, 1e-9, 1e21, 0.1, double.MaxValue, 1.0 / 3)
        from tolerance in Gen.Elements(0, 0.0005, 2, 1e-12)
        from fraction in Fraction
        from feedback in Feedback
        from others in Feedback
        select (QuestionBody)new Numeric([new(value, tolerance), new(7, 0, fraction, feedback), new(null, 0, 0, others)]);

    private static readonly Gen<QuestionBody> Short =
        from first in Words
        from second in Words
        from fraction in Fraction
        from feedback in Feedback
        from caseSensitive in Bool
        from ignoreAccents in Bool
        select (QuestionBody)new ShortAnswer([new(first, 1, feedback), new(second, fraction)], caseSensitive, ignoreAccents);

    private static readonly Gen<QuestionBody> Match =
        from prompts in Gen.Two(Rich)
        from matches in Gen.Three(Words)
        from distract in Bool
        from shuffle in Bool
        select (QuestionBody)new Matching(
            [new(Guid.Empty, prompts.Item1, matches.Item1), new(Guid.Empty, prompts.Item2, matches.Item2)],
            distract ? [matches.Item3] : null,
            shuffle);

    private static readonly Gen<QuestionBody> Order = Rich.Two().Select(
        items => (QuestionBody)new Ordering([new(Guid.Empty, items.Item1), new(Guid.Empty, items.Item2)]));

    private static readonly Gen<QuestionBody> Essays = Gen.Constant<QuestionBody>(new Essay());

    private static readonly Gen<QuestionBody> GradedEssays =
        from description in Words
        from notes in Feedback
        from template in Feedback
        select (QuestionBody)new Essay([new(Guid.Empty, description, 2.5m)], notes, template);

    public static Gen<List<BankedQuestion>> Banks { get; } = Bank(
        Gen.OneOf(Choice, Statement, Number, Short, Match, Order, Essays, GradedEssays));

    private static Gen<ChoiceOption> Option(Gen<decimal> fractions) =>
        from text in Rich
        from fraction in fractions
        from feedback in Feedback
        select new ChoiceOption(Guid.Empty, text, fraction, feedback);

    private static Gen<List<BankedQuestion>> Bank(Gen<QuestionBody> bodies) => (
        from category in Gen.Elements("", "Maths", "Maths/Sets", "A//B/C: d", "top/x")
        from name in Line
        from stem in Rich
        from body in bodies
        from general in Feedback
        from tags in Gen.Elements<string[]>([], ["fred"], ["a]b", "c\\d"])
        from id in Gen.Elements<string?>(null, "393", "x]y\\z")
        from points in Gen.Elements(1m, 2.5m, Question.PointsMin)
        select new BankedQuestion(category, new Question(Short200(name), stem, body, general, tags, id, points).Prepared()))
        .NonEmptyListOf().Select(list => list.Take(8).ToList());

    private static string Short200(string name) => name.Length > Question.NameMaxLength ? "a long name" : name;
}
