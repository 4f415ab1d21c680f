using System.Text;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>The lines of one question: blank lines stand between questions.</summary>
/// <param name="Line">The first, from 1.</param>
/// <param name="Text">Without its comments.</param>
/// <param name="Comments">The comment lines in and above it.</param>
/// <param name="Category">What the <c>$CATEGORY</c> line before it says; empty for none yet.</param>
internal sealed record GiftBlock(int Line, string Text, IReadOnlyList<string> Comments, string Category);

/// <summary>Takes a file apart into its questions, in one pass.</summary>
internal sealed class GiftBlocks
{
    private const string CategoryMark = "$CATEGORY:";

    private readonly string[] _lines;
    private readonly StringBuilder _text = new();
    private List<string> _comments = [];
    private string _category = "";
    private int _firstLine;
    private bool _open;

    // The next line with a brace in it; only ever moves on, so that looking ahead costs one pass in all.
    private int _ahead;

    private GiftBlocks(string text) => _lines = text.Split('\n');

    public static IEnumerable<GiftBlock> Of(string text) => new GiftBlocks(text).Read();

    private IEnumerable<GiftBlock> Read()
    {
        for (var index = 0; index < _lines.Length; index++)
        {
            var line = _lines[index].Trim();
            if (line.StartsWith("//", StringComparison.Ordinal))
            {
                _comments.Add(line);
            }
            else if (line.StartsWith(CategoryMark, StringComparison.OrdinalIgnoreCase) && !_open)
            {
                if (End() is { } before)
                {
                    yield return before;
                }

                _category = ImportedText.Category(GiftEscapes.Unescape(line[CategoryMark.Length..]));
            }
            else if (line.Length > 0)
            {
                Append(index);
            }
            else if (_open && IsClosedAhead(index))
            {
                _text.Append('\n');
            }
            else if (End() is { } block)
            {
                yield return block;
            }
        }

        if (End() is { } last)
        {
            yield return last;
        }
    }

    private void Append(int index)
    {
        if (_text.Length == 0)
        {
            _firstLine = index + 1;
        }

        _text.Append(_lines[index]).Append('\n');
        for (var brace = FirstBrace(_lines[index], 0); brace >= 0; brace = FirstBrace(_lines[index], brace + 1))
        {
            _open = _lines[index][brace] == '{';
        }
    }

    private GiftBlock? End()
    {
        var block = _text.Length == 0 ? null : new GiftBlock(_firstLine, _text.ToString().Trim(), _comments, _category);
        _text.Clear();
        _comments = [];
        _open = false;
        return block;
    }

    /// <summary>
    /// A blank line within the braces: the format has none, people do. It goes on where the next brace is the closing one and no new title
    /// stands before it; otherwise a forgotten brace would swallow the questions that follow.
    /// </summary>
    private bool IsClosedAhead(int index)
    {
        for (_ahead = Math.Max(_ahead, index); _ahead < _lines.Length; _ahead++)
        {
            var line = _lines[_ahead];
            var trimmed = line.AsSpan().TrimStart();
            if (trimmed.StartsWith("//"))
            {
                continue;
            }

            if (trimmed.StartsWith("::") || trimmed.StartsWith(CategoryMark, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }

            if (FirstBrace(line, 0) is >= 0 and var brace)
            {
                return line[brace] == '}';
            }
        }

        return false;
    }

    private static int FirstBrace(string line, int start) => GiftEscapes.IndexOfAny(line, "{}", start);
}
