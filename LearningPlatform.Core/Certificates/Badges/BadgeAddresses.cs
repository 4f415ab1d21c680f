using LearningPlatform.Core.Identity;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Core.Certificates.Badges;

/// <summary>Where the public side of certificates is found, under the platform's own address (<c>Identity:Issuer</c>).</summary>
public sealed class BadgeAddresses(IOptions<IdentitySettings> settings)
{
    /// <summary>The issuer's profile: the issuer's id, the <c>iss</c> of every credential.</summary>
    public string Issuer => $"{Home}/badges/issuer";

    public string Revocations => $"{Home}/badges/revocations";

    /// <summary>The platform itself.</summary>
    public string Home => settings.Value.Issuer.TrimEnd('/');

    /// <summary>The key as one JWK; the <c>kid</c> of what it signed.</summary>
    public string Key(string id) => $"{Home}/badges/keys/{id}";

    /// <summary>What can be achieved: a course, or a certification.</summary>
    public string Achievement(Guid id) => $"{Home}/badges/achievements/{id}";

    /// <summary>The page that tells whether a certificate is genuine.</summary>
    public string Verification(string code) => $"{Home}/verify/{code}";

    /// <summary>A credential's id.</summary>
    public static string Credential(Guid certificateId) => $"urn:uuid:{certificateId}";
}
