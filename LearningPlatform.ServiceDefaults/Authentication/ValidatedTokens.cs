using System.Collections.Concurrent;
using System.Security.Claims;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>A token whose signature and claims were found good.</summary>
internal sealed record ValidatedToken(ClaimsPrincipal Principal, Guid SessionId, string KeyId, DateTimeOffset NotBefore, DateTimeOffset Expires);

/// <summary>
/// Tokens that were validated lately: verifying a signature costs more than the rest of a cached read. What can change while a token
/// lives (time, key ring, revoked sessions) is not in here; it is looked at on every request.
/// </summary>
/// <remarks>
/// Bounded by two generations: when the young one is full, it becomes the old one and the former old one goes, so that no request
/// pays for a clean-up.
/// </remarks>
internal sealed class ValidatedTokens(int capacity)
{
    private ConcurrentDictionary<string, ValidatedToken> _young = New();
    private ConcurrentDictionary<string, ValidatedToken> _old = New();

    public ValidatedToken? Find(string token)
    {
        if (_young.TryGetValue(token, out var found))
        {
            return found;
        }

        if (_old.TryGetValue(token, out found))
        {
            Add(token, found);
        }

        return found;
    }

    public void Add(string token, ValidatedToken validated)
    {
        var young = _young;
        // The count takes every lock of the dictionary, but only a token's first request in a generation comes here.
        if (young.Count >= capacity / 2 && Interlocked.CompareExchange(ref _young, New(), young) == young)
        {
            _old = young;
        }

        _young[token] = validated;
    }

    public void Remove(string token)
    {
        _young.TryRemove(token, out _);
        _old.TryRemove(token, out _);
    }

    private static ConcurrentDictionary<string, ValidatedToken> New() => new(SignatureComparer.Instance);

    /// <summary>
    /// Hashes the signature's end only: in tokens that verified it is as good as random, and only those are kept.
    /// Equality is of the whole token.
    /// </summary>
    private sealed class SignatureComparer : IEqualityComparer<string>
    {
        public static readonly SignatureComparer Instance = new();

        private const int HashedLength = 24;

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string token) => string.GetHashCode(token.AsSpan(Math.Max(0, token.Length - HashedLength)), StringComparison.Ordinal);
    }
}
