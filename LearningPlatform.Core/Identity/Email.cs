using System.Net.Mail;

namespace LearningPlatform.Core.Identity;

/// <summary>What the platform takes for an e-mail address, and how it compares two.</summary>
public static class Email
{
    /// <summary>As the platform stores and compares it: trimmed, in lower case.</summary>
    public static string Normalize(string email) => email.Trim().ToLowerInvariant();

    /// <summary>A bare address (no display name, no comments) that fits the database and ends in a domain with a dot.</summary>
    public static bool IsValid(string? email)
    {
        var text = email?.Trim();
        return text is { Length: > 2 and <= User.EmailMaxLength }
            && !text.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character is '"' or '<' or '>' or '(' or ')' or ',' or ';')
            && MailAddress.TryCreate(text, out var address)
            && string.Equals(address.Address, text, StringComparison.OrdinalIgnoreCase)
            && address.User.Length <= 64
            && address.Host.Contains('.', StringComparison.Ordinal)
            && !address.Host.StartsWith('.')
            && !address.Host.EndsWith('.');
    }
}
