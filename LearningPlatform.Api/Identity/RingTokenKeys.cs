using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.Api.Identity;

/// <summary>The Api checks tokens with the ring that it signs them with; the other services fetch the same keys as JWKS.</summary>
internal sealed class RingTokenKeys(SigningKeys keys) : ITokenKeys
{
    public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken) => keys.FindAsync(keyId, cancellationToken);
}
