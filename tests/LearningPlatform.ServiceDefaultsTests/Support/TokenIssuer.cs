using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LearningPlatform.ServiceDefaults.Authentication;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.ServiceDefaultsTests.Support;

/// <summary>Signs access tokens, good and bad, and is the key ring that knows their key.</summary>
internal sealed class TokenIssuer : ITokenKeys, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string KeyId { get; set; } = "key-1";

    /// <summary>A retired key is no longer found.</summary>
    public bool IsRetired { get; set; }

    public static string Hash(string csrfToken) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(csrfToken)));

    /// <summary>A good token for a new session, changed by <paramref name="change"/>.</summary>
    public string Issue(string role = "student", Action<JsonObject>? change = null, Action<JsonObject>? changeHeader = null)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = new JsonObject
        {
            ["iss"] = "http://localhost:8080",
            ["aud"] = "learning-platform",
            ["sub"] = Guid.CreateVersion7().ToString(),
            ["sid"] = Guid.CreateVersion7().ToString(),
            ["role"] = role,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(15).ToUnixTimeSeconds(),
            ["jti"] = Guid.NewGuid().ToString(),
        };
        change?.Invoke(claims);
        var header = new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = KeyId };
        changeHeader?.Invoke(header);
        var content = $"{Encode(header)}.{Encode(claims)}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(content), HashAlgorithmName.SHA256);
        return $"{content}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The published key set.</summary>
    public string Jwks()
    {
        var point = _key.ExportParameters(false).Q;
        return JsonSerializer.Serialize(new
        {
            keys = new[]
            {
                new
                {
                    kty = "EC", crv = "P-256", use = "sig", alg = "ES256", kid = KeyId,
                    x = Base64Url.EncodeToString(point.X), y = Base64Url.EncodeToString(point.Y),
                },
            },
        });
    }

    /// <summary>The public point's x, the secret of the classic mix-up of HMAC with a public key.</summary>
    public byte[] PublicBytes() => _key.ExportSubjectPublicKeyInfo();

    public static string Encode(JsonNode node) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));

    public ValueTask<SecurityKey?> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        SecurityKey? key = !IsRetired && keyId == KeyId ? new ECDsaSecurityKey(_key) { KeyId = keyId } : null;
        return ValueTask.FromResult(key);
    }

    public void Dispose() => _key.Dispose();
}
