using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace LearningPlatform.Bench.Bare;

/// <summary>Checks ES256 tokens of one key, and remembers those that were good until they end, as the platform does.</summary>
internal sealed class Tokens
{
    private readonly ECDsa _key = ECDsa.Create();
    private readonly ConcurrentDictionary<string, (Guid User, long Expires)> _known = new(StringComparer.Ordinal);
    private readonly string _issuer;
    private readonly string _audience;

    /// <param name="publicKey">SubjectPublicKeyInfo, base64.</param>
    /// <param name="issuer">The exact <c>iss</c>.</param>
    /// <param name="audience">The exact <c>aud</c>.</param>
    public Tokens(string publicKey, string issuer, string audience)
    {
        _key.ImportSubjectPublicKeyInfo(Convert.FromBase64String(publicKey), out _);
        _issuer = issuer;
        _audience = audience;
    }

    /// <summary>The user whose token the header carries; null without a good one.</summary>
    public Guid? UserOf(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("Bearer ", StringComparison.Ordinal))
        {
            return null;
        }

        if (!_known.TryGetValue(authorization, out var known))
        {
            if (Verify(authorization.AsSpan(7)) is not { } verified)
            {
                return null;
            }

            known = _known[authorization] = verified;
        }

        return known.Expires > DateTimeOffset.UtcNow.ToUnixTimeSeconds() ? known.User : null;
    }

    private (Guid User, long Expires)? Verify(ReadOnlySpan<char> token)
    {
        var signatureAt = token.LastIndexOf('.');
        var payloadAt = token.IndexOf('.');
        if (payloadAt < 0
            || signatureAt <= payloadAt
            || !_key.VerifyData(Encoding.ASCII.GetBytes(token[..signatureAt].ToString()), Base64Url.DecodeFromChars(token[(signatureAt + 1)..]), HashAlgorithmName.SHA256))
        {
            return null;
        }

        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(token[(payloadAt + 1)..signatureAt]));
        var claims = payload.RootElement;
        return claims.GetProperty("iss").ValueEquals(_issuer) && claims.GetProperty("aud").ValueEquals(_audience)
            ? (claims.GetProperty("sub").GetGuid(), claims.GetProperty("exp").GetInt64())
            : null;
    }
}
