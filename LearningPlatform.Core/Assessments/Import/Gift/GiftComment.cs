using System.Text;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>
/// What a comment line tells about the question below it: <c>[id:…]</c> and <c>[tag:…]</c> as Moodle writes them, and words of our own
/// (<see cref="GiftSettings"/>), which other readers skip. Within the brackets, <c>\]</c> and <c>\\</c> are characters.
/// </summary>
internal static class GiftComment
{
    public static IEnumerable<(string Key, string Value)> Read(string line)
    {
        for (var start = line.IndexOf('[', StringComparison.Ordinal); start >= 0; start = line.IndexOf('[', start))
        {
            var (content, end) = Bracket(line, start + 1);
            if (content is null)
            {
                yield break;
            }

            var colon = content.IndexOf(':', StringComparison.Ordinal);
            yield return colon < 0 ? (content.Trim(), "") : (content[..colon].Trim(), content[(colon + 1)..].Trim());
            start = end;
        }
    }

    public static string Write(string key, string value)
    {
        var escaped = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("]", @"\]", StringComparison.Ordinal);
        return $"[{key}:{escaped.ReplaceLineEndings(" ")}]";
    }

    private static (string? Content, int End) Bracket(string line, int start)
    {
        var content = new StringBuilder();
        for (var index = start; index < line.Length; index++)
        {
            if (line[index] == ']')
            {
                return (content.ToString(), index + 1);
            }

            if (line[index] == '\\' && index + 1 < line.Length && line[index + 1] is ']' or '\\')
            {
                index++;
            }

            content.Append(line[index]);
        }

        return (null, line.Length);
    }
}
