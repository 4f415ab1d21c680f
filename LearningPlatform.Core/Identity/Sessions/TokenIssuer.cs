using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core.Identity.Keys;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>Issues access tokens: ES256, signed with the ring's current key.</summary>
public sealed class TokenIssuer(SigningKeys keys, KeyEncryption encryption, IOptions<IdentitySettings> settings, TimeProvider time)
{
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>A token for <paramref name="userId"/> on the device <paramref name="sessionId"/>.</summary>
    public async ValueTask<string> IssueAsync(Guid userId, Role role, Guid sessionId, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        var now = time.GetUtcNow();
        return _handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = settings.Value.Issuer,
            Audience = settings.Value.Audience,
            IssuedAt = now.UtcDateTime,
            NotBefore = now.UtcDateTime,
            Expires = (now + IdentitySettings.AccessTokenLifetime).UtcDateTime,
            SigningCredentials = key.Credentials,
            Claims = new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["sub"] = userId.ToString(),
                ["sid"] = sessionId.ToString(),
                ["role"] = role.Name(),
                ["jti"] = OrderedId.At(now).ToString("N"),
                ["csrf"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(CsrfTokenOf(sessionId)))),
            },
        });
    }

    /// <summary>The CSRF token whose hash the session's access tokens carry.</summary>
    public string CsrfTokenOf(Guid sessionId) => Base64Url.EncodeToString(encryption.CsrfToken(sessionId));
}
