using System.Text;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>
/// GIFT's backslashes: before one of <c>~ = # { } :</c> and the backslash itself they take its meaning away, <c>\n</c> is a new line, and
/// before anything else they are themselves. As an extension, <c>-\&gt;</c> is an arrow that separates nothing.
/// </summary>
internal static class GiftEscapes
{
    private const string Escaped = "\\~=#{}:";

    /// <summary>
    /// The first of <paramref name="wanted"/> from <paramref name="start"/> on that no backslash stands before; -1 for none.
    /// </summary>
    public static int IndexOfAny(string text, ReadOnlySpan<char> wanted, int start = 0)
    {
        for (var index = start; index < text.Length; index++)
        {
            if (IsEscape(text, index))
            {
                index++;
            }
            else if (wanted.Contains(text[index]))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>As <see cref="IndexOfAny"/>, for a sequence of characters.</summary>
    public static int IndexOf(string text, string wanted, int start = 0)
    {
        for (var index = IndexOfAny(text, wanted.AsSpan(0, 1), start); index >= 0; index = IndexOfAny(text, wanted.AsSpan(0, 1), index + 1))
        {
            if (string.CompareOrdinal(text, index, wanted, 0, wanted.Length) == 0)
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>What the text says.</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (IsEscape(text, index))
            {
                plain.Append(text[++index] == 'n' ? '\n' : text[index]);
            }
            else if (!IsEscapedArrow(text, index))
            {
                plain.Append(text[index]);
            }
        }

        return plain.ToString();
    }

    /// <summary>Text as it is written in a file.</summary>
    /// <param name="text">Anything.</param>
    /// <param name="arrows">Where <c>-&gt;</c> would make a matching question of it.</param>
    public static string Escape(string text, bool arrows = false)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var (index, character) in text.Index())
        {
            if (character == '\n')
            {
                escaped.Append("\\n");
            }
            else if (character != '\r')
            {
                var mark = Escaped.Contains(character, StringComparison.Ordinal)
                    || (arrows && character == '>' && index > 0 && text[index - 1] == '-');
                escaped.Append(mark ? "\\" : "").Append(character);
            }
        }

        return escaped.ToString();
    }

    private static bool IsEscape(string text, int index) =>
        text[index] == '\\' && index + 1 < text.Length
        && (text[index + 1] == 'n' || Escaped.Contains(text[index + 1], StringComparison.Ordinal));

    private static bool IsEscapedArrow(string text, int index) =>
        text[index] == '\\' && index > 0 && text[index - 1] == '-' && index + 1 < text.Length && text[index + 1] == '>';
}
