using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>Reads one question. Follows Moodle's own reader where descriptions of the format differ.</summary>
internal sealed class GiftParser
{
    private const string FeedbackMark = "#";
    private const string GeneralFeedbackMark = "####";
    private const string Arrow = "->";

    private readonly string _block;
    private GiftFormat _format;
    private string? _problem;

    private GiftParser(string block) => _block = block;

    /// <summary>The question, or why it is none.</summary>
    public static (GiftQuestion? Question, string? Title, string? Problem) Parse(string block)
    {
        var parser = new GiftParser(block);
        var (title, rest) = Title(parser._block);
        var question = parser.Parse(title, rest, out var problem);
        return (problem is null ? question : null, title, problem);
    }

    private static (string? Title, string Text) Title(string block)
    {
        const string Mark = "::";
        if (!block.StartsWith(Mark, StringComparison.Ordinal) || GiftEscapes.IndexOf(block, Mark, Mark.Length) is not (>= 0 and var end))
        {
            return (null, block);
        }

        return (GiftEscapes.Unescape(block[Mark.Length..end]).Trim(), block[(end + Mark.Length)..].TrimStart());
    }

    private GiftQuestion? Parse(string? title, string text, out string? problem)
    {
        var (open, close) = (GiftEscapes.IndexOfAny(text, "{"), GiftEscapes.IndexOfAny(text, "}"));
        problem = ProblemOfBraces(text, open, close);
        if (problem is not null)
        {
            return null;
        }

        if (open < 0)
        {
            return new(title, GiftText.Read(text, GiftFormat.Moodle).Text, GiftKind.Description, [], null);
        }

        var tail = text[(close + 1)..].Trim();
        var stem = tail.Length == 0 ? text[..open] : $"{text[..open].TrimEnd()} {Question.Blank} {tail}";
        (var stemText, _format) = GiftText.Read(stem, GiftFormat.Moodle);
        var (answers, generalFeedback) = SplitGeneralFeedback(text[(open + 1)..close].Trim());
        var question = Answers(new(title, stemText, GiftKind.Essay, [], generalFeedback), answers);
        problem = question is null ? _problem : null;
        return question;
    }

    private static string? ProblemOfBraces(string text, int open, int close)
    {
        if (open < 0)
        {
            return close < 0 ? null : "A closing brace } without an opening one. In a text, write \\} for it.";
        }

        if (close < 0)
        {
            return "The answers' opening brace { is not closed. In a text, write \\{ for it.";
        }

        return close < open ? "A closing brace } stands before the opening one."
            : GiftEscapes.IndexOfAny(text, "{}", close + 1) >= 0 ? "More than one pair of braces: a question has its answers in one place."
            : null;
    }

    private (string Answers, RichText? Feedback) SplitGeneralFeedback(string answers)
    {
        var last = -1;
        for (var at = GiftEscapes.IndexOf(answers, GeneralFeedbackMark);
            at >= 0;
            at = GiftEscapes.IndexOf(answers, GeneralFeedbackMark, at + GeneralFeedbackMark.Length))
        {
            last = at;
        }

        return last < 0 ? (answers, null) : (answers[..last].TrimEnd(), TextOrNull(answers[(last + GeneralFeedbackMark.Length)..]));
    }

    private GiftQuestion? Answers(GiftQuestion question, string answers)
    {
        if (answers.Length == 0)
        {
            return question;
        }

        if (answers[0] == '>')
        {
            return question with { Kind = GiftKind.Ordering, Answers = [.. Items(answers[1..])] };
        }

        if (answers[0] == '#')
        {
            return WithAnswers(question, GiftKind.Numeric, answers[1..].Trim());
        }

        if (TrueFalse(question, answers) is { } statement)
        {
            return statement;
        }

        return GiftEscapes.IndexOfAny(answers, "~") >= 0
            ? WithAnswers(question, GiftKind.Choice, answers)
            : WithAnswers(question, GiftKind.Short, answers);
    }

    private GiftQuestion? TrueFalse(GiftQuestion question, string answers)
    {
        var parts = new List<string>();
        var rest = answers;
        while (parts.Count < 2 && GiftEscapes.IndexOf(rest, FeedbackMark) is >= 0 and var mark)
        {
            parts.Add(rest[..mark]);
            rest = rest[(mark + 1)..];
        }

        parts.Add(rest);
        var word = parts[0].Trim().ToUpperInvariant();
        if (word is not ("T" or "TRUE" or "F" or "FALSE"))
        {
            return null;
        }

        var answer = new GiftAnswer(word[0], null, new(word), parts.Count > 1 ? TextOrNull(parts[1]) : null);
        var right = parts.Count > 2 ? TextOrNull(parts[2]) : null;
        return question with { Kind = GiftKind.TrueFalse, Answers = [answer], RightFeedback = right };
    }

    private GiftQuestion? WithAnswers(GiftQuestion question, GiftKind kind, string answers)
    {
        // One more than a question may have: enough for it to be refused, however many there are.
        var read = Split(answers).Take(QuestionBody.PartsMaxCount + 1).Select(answer => Answer(kind, answer.Mark, answer.Raw)).ToList();
        var arrows = read.Count(answer => answer.Match is not null);
        if (arrows > 0 && arrows < read.Count)
        {
            _problem = "Some answers have an arrow -> and some have none: in a matching question each pair has one.";
            return null;
        }

        if (kind == GiftKind.Choice && read[0].Mark == '\0')
        {
            _problem = "Text stands before the first answer: each begins with = or ~.";
            return null;
        }

        return question with { Kind = arrows > 0 ? GiftKind.Matching : kind, Answers = read };
    }

    /// <summary>The answers with their marks; text before the first mark is one without.</summary>
    private static IEnumerable<(char Mark, string Raw)> Split(string answers)
    {
        var mark = '\0';
        var start = 0;
        for (var at = GiftEscapes.IndexOfAny(answers, "=~"); ; at = GiftEscapes.IndexOfAny(answers, "=~", start))
        {
            var raw = (at < 0 ? answers[start..] : answers[start..at]).Trim();
            if (mark != '\0' || raw.Length > 0)
            {
                yield return (mark, raw);
            }

            if (at < 0)
            {
                yield break;
            }

            (mark, start) = (answers[at], at + 1);
        }
    }

    private GiftAnswer Answer(GiftKind kind, char mark, string raw)
    {
        var (weight, text) = GiftWeight.Read(raw);
        var feedbackAt = GiftEscapes.IndexOf(text, FeedbackMark);
        var answer = feedbackAt < 0 ? text : text[..feedbackAt];
        if (kind == GiftKind.Short && GiftEscapes.IndexOf(answer, Arrow) is >= 0 and var arrow)
        {
            // A pair has no feedback: a # in it is a #.
            return new(mark, weight, Text(text[..arrow]), null, GiftEscapes.Unescape(text[(arrow + Arrow.Length)..].Trim()));
        }

        return new(mark, weight, Text(answer), feedbackAt < 0 ? null : TextOrNull(text[(feedbackAt + 1)..]));
    }

    /// <summary>Moodle's ordering questions: a line of settings, which may be missing, and a line an item.</summary>
    private IEnumerable<GiftAnswer> Items(string answers)
    {
        var lines = answers.Split(
            '\n', QuestionBody.PartsMaxCount + 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var settings = answers.Length > 0 && answers[0] != '\n' && lines.Length > 0 && GiftSettings.IsOrderingHeader(lines[0]) ? 1 : 0;
        return lines.Skip(settings).Select(line => new GiftAnswer('>', null, Text(line), null));
    }

    private RichText Text(string raw) => GiftText.Read(raw, _format).Text;

    private RichText? TextOrNull(string raw) => Text(raw) is { Text.Length: > 0 } text ? text : null;
}
