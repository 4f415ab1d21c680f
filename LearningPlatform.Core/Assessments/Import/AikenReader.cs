using LearningPlatform.Core.Assessments.Questions;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>
/// Reads Aiken: the question, options that begin with <c>A.</c> or <c>A)</c>, and <c>ANSWER: A</c>. One option is right; there is no
/// feedback.
/// </summary>
internal sealed class AikenReader
{
    private const string AnswerMark = "ANSWER:";

    private readonly QuestionFileBuilder _file = new();
    private readonly List<(char Letter, string Text)> _options = [];
    private readonly List<string> _stem = [];
    private int _line;

    public static Outcome<QuestionFile> Read(string text)
    {
        var reader = new AikenReader();
        foreach (var (index, line) in text.Split('\n').Index().TakeWhile(_ => !reader._file.IsFull))
        {
            reader.Take(index + 1, line.Trim());
        }

        reader.End("The line ANSWER: with the right option's letter is missing.");
        return reader._file.Build();
    }

    /// <summary>Whether a file is written so: an option's line is followed by one that says which is right.</summary>
    public static bool IsAiken(string text)
    {
        var afterOption = false;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var trimmed = line.Trim();
            if (afterOption && AnswerOf(trimmed) is not null)
            {
                return true;
            }

            afterOption = IsOption(trimmed) || (afterOption && trimmed.IsEmpty);
        }

        return false;
    }

    private void Take(int number, string line)
    {
        if (line.Length == 0)
        {
            return;
        }

        if (AnswerOf(line) is { } letter)
        {
            Finish(letter);
        }
        else if (_stem.Count > 0 && IsOption(line))
        {
            _options.Add((line[0], line[2..].Trim()));
        }
        else
        {
            if (_options.Count > 0)
            {
                End("After the options, a line ANSWER: with the right one's letter is missing.");
            }

            if (_stem.Count == 0)
            {
                _line = number;
            }

            _stem.Add(line);
        }
    }

    private void Finish(char letter)
    {
        if (_stem.Count == 0)
        {
            return;
        }

        if (_options.FindAll(option => option.Letter == letter).Count != 1)
        {
            End($"There is no single option {letter}.");
            return;
        }

        var stem = new RichText(string.Join('\n', _stem));
        var options = _options.Select(option => new ChoiceOption(Guid.Empty, new(option.Text), option.Letter == letter ? 1 : 0));
        _file.Add(_line, "", new(ImportedText.NameOf(stem), stem, new SingleChoice([.. options])));
        Clear();
    }

    private void End(string problem)
    {
        if (_stem.Count > 0)
        {
            _file.Refuse(_line, ImportedText.NameOf(new RichText(_stem[0])), problem);
            Clear();
        }
    }

    private void Clear()
    {
        _stem.Clear();
        _options.Clear();
    }

    private static bool IsOption(ReadOnlySpan<char> line) =>
        line.Length >= 2 && char.IsAsciiLetterUpper(line[0]) && line[1] is ('.' or ')') && (line.Length == 2 || char.IsWhiteSpace(line[2]));

    /// <summary>The letter that an answer's line names; null for any other line.</summary>
    private static char? AnswerOf(ReadOnlySpan<char> line) =>
        line.StartsWith(AnswerMark, StringComparison.Ordinal) && line[AnswerMark.Length..].Trim() is [var letter]
            && char.IsAsciiLetterUpper(letter)
            ? letter
            : null;
}
