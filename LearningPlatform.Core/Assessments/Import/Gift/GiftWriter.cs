using System.Text;
using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>Writes questions as GIFT that Moodle reads, and that <see cref="GiftReader"/> reads back as the same questions.</summary>
internal static class GiftWriter
{
    public static string Write(IEnumerable<BankedQuestion> questions)
    {
        var file = new StringBuilder();
        var category = "";
        foreach (var (path, question) in questions)
        {
            if (path != category)
            {
                category = path;
                file.Append("$CATEGORY: $course$/top").Append(path.Length > 0 ? "/" : "").Append(GiftEscapes.Escape(path)).Append("\n\n");
            }

            Append(file, question);
        }

        return file.ToString();
    }

    private static void Append(StringBuilder file, Question question)
    {
        var format = question.Stem.Format;
        file.Append(GiftSettings.Write(question));

        // Named even where it is the default: in Moodle's own format, new lines and HTML would be taken for something else.
        file.Append("::").Append(GiftEscapes.Escape(question.Name)).Append("::")
            .Append(GiftText.Name(format)).Append(GiftEscapes.Escape(question.Stem.Text)).Append('{');
        foreach (var line in Lines(question.Body, format))
        {
            file.Append(line);
        }

        if (question.GeneralFeedback is { } general)
        {
            file.Append("\n\t####").Append(GiftText.Write(general, format, arrows: true));
        }

        file.Append("}\n\n");
    }

    private static IEnumerable<string> Lines(QuestionBody body, TextFormat format) => body switch
    {
        SingleChoice choice => choice.Options.Select(option => Option(option, IsBest(option, choice) ? '=' : '~', format)),
        MultipleChoice choice => choice.Options.Select(option => Option(option, '~', format)),
        TrueFalse statement => [TrueFalse(statement, format)],
        Numeric numeric => numeric.Answers.Select(answer => Number(answer, format)).Prepend("#"),
        ShortAnswer answer => answer.Answers.Select(accepted => Accepted(accepted, format)),
        Matching matching => matching.Pairs.Select(pair => Pair(GiftText.Write(pair.Prompt, format, arrows: true), pair.Match))
            .Concat((matching.Distractors ?? []).Select(match => Pair("", match))),
        Ordering ordering =>
            ordering.Items.Select(item => $"\n\t{GiftText.Write(item.Text, format)}").Prepend(">ALL VERTICAL").Append("\n"),
        _ => [],
    };

    private static bool IsBest(ChoiceOption option, SingleChoice choice) =>
        ReferenceEquals(option, choice.Options.MaxBy(other => other.Fraction));

    /// <summary>
    /// A single choice is told by its one =, which says 100 % unless a weight follows; without a ~ it would be a short answer.
    /// </summary>
    private static string Option(ChoiceOption option, char mark, TextFormat format)
    {
        var weight = option.Fraction == (mark == '=' ? 1 : 0) ? "" : GiftWeight.Write(option.Fraction);
        return $"\n\t{mark}{weight}{GiftText.Write(option.Text, format)}{Feedback(option.Feedback, format)}";
    }

    private static string TrueFalse(TrueFalse statement, TextFormat format)
    {
        var (word, wrong, right) = statement.Answer
            ? ("TRUE", statement.FalseFeedback, statement.TrueFeedback)
            : ("FALSE", statement.TrueFeedback, statement.FalseFeedback);
        return word + Feedback(wrong, format, always: right is not null) + Feedback(right, format);
    }

    private static string Number(NumericAnswer answer, TextFormat format)
    {
        var (weight, isRest) = (GiftWeight.Write(answer.Fraction), answer.Value is null && answer.Fraction == 0);
        var number = answer.Value is { } value
            ? $"={weight}{ImportedNumber.Write(value)}:{ImportedNumber.Write(answer.Tolerance)}"
            : isRest ? "~" : $"={weight}*";
        return $"\n\t{number}{Feedback(answer.Feedback, format, always: isRest)}";
    }

    private static string Accepted(TextAnswer answer, TextFormat format)
    {
        var text = GiftText.Write(new(answer.Text), TextFormat.Plain, arrows: true);
        return $"\n\t={GiftWeight.Write(answer.Fraction)}{text}{Feedback(answer.Feedback, format, arrows: true)}";
    }

    private static string Pair(string prompt, string match) => $"\n\t={prompt} -> {GiftEscapes.Escape(match, arrows: true)}";

    private static string Feedback(RichText? feedback, TextFormat format, bool always = false, bool arrows = false) =>
        feedback is null ? (always ? "#" : "") : $"#{GiftText.Write(feedback, format, arrows)}";
}
