using System.Globalization;
using System.Text.Json;

namespace LearningPlatform.Core.Identity.External;

/// <summary>Who a provider says that somebody is.</summary>
/// <param name="Id">The provider's own id: it stays when names and addresses change.</param>
/// <param name="VerifiedEmail">An address that the provider has verified; null when there is none.</param>
/// <param name="FirstName">May be empty.</param>
/// <param name="LastName">May be empty.</param>
/// <param name="AvatarUrl">A picture.</param>
public sealed record ExternalPerson(string Id, string? VerifiedEmail, string FirstName, string LastName, string? AvatarUrl)
{
    private const int MaxIdLength = 255;

    /// <summary>Reads OpenID Connect's userinfo, as Google sends it.</summary>
    public static ExternalPerson? FromOpenId(JsonElement user)
    {
        var isVerified = user.TryGetProperty("email_verified", out var verified)
            && (verified.ValueKind == JsonValueKind.True || (verified.ValueKind == JsonValueKind.String && verified.GetString() == "true"));
        var (first, last) = (Text(user, "given_name"), Text(user, "family_name"));
        return Make(
            Text(user, "sub"), isVerified ? Text(user, "email") : null,
            first ?? Text(user, "name") ?? "", first is null ? "" : last ?? "", Text(user, "picture"));
    }

    /// <summary>Reads GitHub's user and list of addresses: the primary one counts, if it is verified.</summary>
    public static ExternalPerson? FromGitHub(JsonElement user, JsonElement emails)
    {
        var id = user.TryGetProperty("id", out var number) && number.TryGetInt64(out var value) ? value.ToString(CultureInfo.InvariantCulture) : null;
        var email = emails.ValueKind != JsonValueKind.Array ? null : emails.EnumerateArray()
            .Where(address => IsTrue(address, "primary") && IsTrue(address, "verified"))
            .Select(address => Text(address, "email"))
            .FirstOrDefault();
        var parts = (Text(user, "name") ?? Text(user, "login") ?? "").Split(' ', 2, StringSplitOptions.TrimEntries);
        return Make(id, email, parts[0], parts.Length > 1 ? parts[1] : "", Text(user, "avatar_url"));
    }

    private static ExternalPerson? Make(string? id, string? email, string first, string last, string? avatar) =>
        id is not { Length: > 0 and <= MaxIdLength }
            ? null
            : new(
                id, Email.IsValid(email) ? Email.Normalize(email!) : null, Cut(first, User.NameMaxLength), Cut(last, User.NameMaxLength),
                avatar is { Length: <= User.UrlMaxLength } && avatar.StartsWith("https://", StringComparison.Ordinal) ? avatar : null);

    private static string Cut(string text, int length) => text.Length > length ? text[..length] : text;

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && !value.GetString()!.Contains('\0', StringComparison.Ordinal)
            ? value.GetString()
            : null;
}
