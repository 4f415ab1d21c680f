using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.Core.Identity.Keys;

/// <summary>A key pair that access tokens are signed with (ES256: P-256 and SHA-256).</summary>
public sealed class SigningKey
{
    private SigningKey(string id, ECDsa keys, DateTimeOffset activeFrom)
    {
        Id = id;
        ActiveFrom = activeFrom;
        Key = new(keys) { KeyId = id };
        Credentials = new(Key, SecurityAlgorithms.EcdsaSha256);
        var point = keys.ExportParameters(false).Q;
        X = Base64UrlEncoder.Encode(point.X);
        Y = Base64UrlEncoder.Encode(point.Y);
    }

    /// <summary>The tokens' <c>kid</c>: the RFC 7638 thumbprint.</summary>
    public string Id { get; }

    public DateTimeOffset ActiveFrom { get; }

    public ECDsaSecurityKey Key { get; }

    public SigningCredentials Credentials { get; }

    /// <summary>The public point's coordinates as a JWK has them, base64url.</summary>
    public string X { get; }

    public string Y { get; }

    public static SigningKey Create(DateTimeOffset activeFrom)
    {
        var keys = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Thumbprint(keys), keys, activeFrom);
    }

    public static SigningKey Import(string id, ReadOnlySpan<byte> pkcs8, DateTimeOffset activeFrom)
    {
        var keys = ECDsa.Create();
        keys.ImportPkcs8PrivateKey(pkcs8, out _);
        return new(id, keys, activeFrom);
    }

    public byte[] ExportPrivate() => Key.ECDsa.ExportPkcs8PrivateKey();

    public byte[] ExportPublic() => Key.ECDsa.ExportSubjectPublicKeyInfo();

    private static string Thumbprint(ECDsa keys)
    {
        var point = keys.ExportParameters(false).Q;
        var canonical = $$"""{"crv":"P-256","kty":"EC","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}""";
        return Base64UrlEncoder.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)));
    }
}
