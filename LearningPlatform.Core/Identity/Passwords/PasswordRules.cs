namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>What a password must be: long enough, and not one that everybody tries first (NIST SP 800-63B). Any characters will do.</summary>
public static class PasswordRules
{
    public const int MinLength = 8;

    /// <summary>Longer ones only cost time to hash.</summary>
    public const int MaxLength = 128;

    /// <summary>What is wrong with <paramref name="password"/>, for its owner; null if nothing.</summary>
    public static string? Check(string? password) => password switch
    {
        null or { Length: < MinLength } => $"Use at least {MinLength} characters.",
        { Length: > MaxLength } => $"Use at most {MaxLength} characters.",
        _ when CommonPasswords.Contains(password) => "This is one of the commonest passwords. Choose another one.",
        _ => null,
    };
}
