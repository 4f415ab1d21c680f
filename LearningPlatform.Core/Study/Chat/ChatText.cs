using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace LearningPlatform.Core.Study.Chat;

/// <summary>What people may type, and what it says.</summary>
public static partial class ChatText
{
    private const int EmojiMaxLength = 32;
    private const int MentionsMax = 20;

    /// <summary>The text without white space around it, or why it is none.</summary>
    public static Outcome<string> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var trimmed = text.Trim();
        return trimmed.Length is 0 or > ChatMessage.TextMaxLength ? Failure.Invalid("text", $"1 to {ChatMessage.TextMaxLength} characters.")
            : trimmed.Contains('\0', StringComparison.Ordinal) ? Failure.Invalid("text", "Text must not contain NUL.")
            : trimmed;
    }

    public static Failure? CheckClientId(string clientId) =>
        clientId is { Length: > 0 and <= ChatMessage.ClientIdMaxLength } && !clientId.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? null
            : Failure.Invalid("client_id", $"1 to {ChatMessage.ClientIdMaxLength} visible ASCII characters.");

    /// <summary>One symbol as people see it, and not a letter or a digit.</summary>
    public static Failure? CheckEmoji(string emoji) =>
        emoji is { Length: > 0 and <= EmojiMaxLength }
        && new StringInfo(emoji).LengthInTextElements == 1
        && emoji.EnumerateRunes().Any(rune => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.EnclosingMark)
            ? null
            : Failure.Invalid("emoji", "One emoji.");

    /// <summary>The user names after an @, in lower case, each once.</summary>
    public static IReadOnlyList<string> Mentioned(string text) => !text.Contains('@', StringComparison.Ordinal) ? [] :
    [
        .. Mention().Matches(text)
            .Select(match => match.Groups["name"].Value.TrimEnd('.', '-', '_').ToLowerInvariant())
            .Distinct(StringComparer.Ordinal)
            .Take(MentionsMax),
    ];

    // Not within an e-mail address.
    [GeneratedRegex(@"(?<![\w.@-])@(?<name>[A-Za-z0-9][A-Za-z0-9._-]{2,49})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Mention();
}
