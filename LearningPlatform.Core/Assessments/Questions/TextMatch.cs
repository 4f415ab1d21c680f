using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>
/// Compares a short answer with an accepted one. Texts are brought to one Unicode form first (canonically composed, blanks collapsed), so
/// that "é" typed in two ways is the same. No regular expression: its time could be made to explode by what is typed.
/// </summary>
internal static class TextMatch
{
    /// <summary>Whether <paramref name="answer"/> is what <paramref name="accepted"/> describes (<see cref="TextAnswer.Text"/>).</summary>
    public static bool Matches(string accepted, string answer, bool caseSensitive, bool ignoreAccents)
    {
        var parts = Split(accepted).ConvertAll(part => Fold(part, caseSensitive, ignoreAccents));
        var text = Fold(answer, caseSensitive, ignoreAccents).Trim();
        if (parts.Count == 1)
        {
            return text == parts[0].Trim();
        }

        var (first, last) = (parts[0].TrimStart(), parts[^1].TrimEnd());
        if (text.Length < first.Length + last.Length
            || !text.StartsWith(first, StringComparison.Ordinal) || !text.EndsWith(last, StringComparison.Ordinal))
        {
            return false;
        }

        // Between the two ends, the leftmost place of each part leaves the most room for the next.
        var rest = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        foreach (var part in parts[1..^1])
        {
            var at = rest.IndexOf(part, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            rest = rest[(at + part.Length)..];
        }

        return true;
    }

    /// <summary>What stands between the wildcards; <c>\*</c> is an asterisk.</summary>
    private static List<string> Split(string accepted)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var index = 0; index < accepted.Length; index++)
        {
            if (accepted[index] == '\\' && index + 1 < accepted.Length && accepted[index + 1] == '*')
            {
                part.Append('*');
                index++;
            }
            else if (accepted[index] == '*')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(accepted[index]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static string Fold(string text, bool caseSensitive, bool ignoreAccents)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var rune in Normalized(text, decomposed: ignoreAccents).EnumerateRunes())
        {
            if (ignoreAccents && Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            if (!Rune.IsWhiteSpace(rune))
            {
                folded.Append(caseSensitive ? rune : Rune.ToUpperInvariant(rune));
            }
            else if (folded is not [.., ' '])
            {
                folded.Append(' ');
            }
        }

        return folded.ToString();
    }

    /// <summary>
    /// Not by <see cref="string.Normalize()"/>: without ICU (InvariantGlobalization) that leaves text as it is. Half a surrogate pair
    /// becomes the replacement character.
    /// </summary>
    private static string Normalized(string text, bool decomposed)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var whole = string.Concat(text.EnumerateRunes());
        return decomposed ? ENSNormalize.NF.NFD(whole) : ENSNormalize.NF.NFC(whole);
    }
}
