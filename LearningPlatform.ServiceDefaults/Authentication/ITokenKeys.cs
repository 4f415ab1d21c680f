using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The public keys that access tokens may be signed with. A retired key is no longer found.</summary>
public interface ITokenKeys
{
    /// <summary>The key of <paramref name="keyId"/>, null when there is none. Every signed-in request asks: from memory.</summary>
    ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken);
}
