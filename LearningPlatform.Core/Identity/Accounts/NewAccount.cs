using System.Text.RegularExpressions;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>
/// What an account is made of. Without a username one signs in by e-mail only, without a password hash only elsewhere (Google, GitHub);
/// without a display name it is first and last name.
/// </summary>
public sealed record NewAccount(
    string Email,
    string? Username,
    string? PasswordHash,
    string FirstName,
    string LastName,
    string? DisplayName = null,
    Role Role = Role.Student,
    string? AvatarUrl = null)
{
    /// <summary>The account as of <paramref name="now"/>, its address counted as verified.</summary>
    public User ToUser(DateTimeOffset now) => new()
    {
        Id = OrderedId.At(now),
        Email = Identity.Email.Normalize(Email),
        Username = AccountNames.NormalizeUsername(Username),
        PasswordHash = PasswordHash,
        FirstName = FirstName,
        LastName = LastName,
        DisplayName = string.IsNullOrWhiteSpace(DisplayName) ? AccountNames.DisplayName(FirstName, LastName) : DisplayName.Trim(),
        AvatarUrl = AvatarUrl,
        Role = Role,
        EmailVerifiedAt = now,
        CreatedAt = now,
        UpdatedAt = now,
    };
}

/// <summary>How addresses and names are compared and what they may look like.</summary>
public static partial class AccountNames
{
    /// <summary>Names that a stranger must not be able to speak under.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "root", "system", "support", "security", "help", "moderator", "staff", "me", "null", "undefined",
        "deleted", "postmaster", "webmaster", "abuse", "noreply", "no-reply",
    };

    public static string? NormalizeUsername(string? username) =>
        string.IsNullOrWhiteSpace(username) ? null : username.Trim().ToLowerInvariant();

    /// <summary>3–50 letters, digits, dots, dashes and underscores: never an address, so that a login is one or the other.</summary>
    public static bool IsUsername(string? username) => username is not null && UsernameShape().IsMatch(username.Trim());

    public static bool IsReserved(string? username) => username is not null && Reserved.Contains(username.Trim().ToLowerInvariant());

    public static string DisplayName(string firstName, string lastName) => $"{firstName} {lastName}".Trim();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,48}[A-Za-z0-9]$", RegexOptions.CultureInvariant, 100)]
    private static partial Regex UsernameShape();
}
