using System.Security.Claims;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>A token whose signature and claims were found good.</summary>
/// <remarks>
/// Kept in memory, because verifying a signature costs more than the rest of a cached read. What can change while a token lives
/// (time, key ring, ended sessions) is not in here; it is looked at on every request.
/// </remarks>
internal sealed record ValidatedToken(
    ClaimsPrincipal Principal, Guid SessionId, string KeyId, DateTimeOffset NotBefore, DateTimeOffset Expires);

/// <summary>
/// Hashes the signature's end only: in tokens that verified it is as good as random, and only those are kept.
/// Equality is of the whole token.
/// </summary>
internal sealed class SignatureComparer : IEqualityComparer<string>
{
    private const int HashedLength = 24;

    public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

    public int GetHashCode(string token) =>
        string.GetHashCode(token.AsSpan(Math.Max(0, token.Length - HashedLength)), StringComparison.Ordinal);
}
