using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace LearningPlatform.Core.Certificates.Badges;

/// <summary>The public half of a credential key.</summary>
/// <param name="Id">The RFC 7638 thumbprint.</param>
/// <param name="X">As a JWK has it, base64url.</param>
/// <param name="Y">The same.</param>
public sealed record PublicPoint(string Id, string X, string Y)
{
    public static PublicPoint Of(string id, ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(subjectPublicKeyInfo, out _);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return new(id, Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
    }

    /// <summary>RFC 7517; <paramref name="address"/> is the <c>kid</c> that signatures carry.</summary>
    public JsonObject ToJwk(string address) => new()
    {
        ["kty"] = "EC",
        ["use"] = "sig",
        ["alg"] = "ES256",
        ["crv"] = "P-256",
        ["kid"] = address,
        ["x"] = X,
        ["y"] = Y,
    };
}
