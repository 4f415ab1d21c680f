using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace LearningPlatform.Core.Certificates.Badges;

/// <summary>
/// Certificates as Open Badges 3.0: an <c>OpenBadgeCredential</c> of the Verifiable Credentials 2.0, signed as a VC-JWT (§ 8.2 of Open Badges):
/// the payload is the credential with the registered claims beside it, and <c>kid</c> is an address that gives the key as a JWK.
/// </summary>
public sealed class BadgeCredentials(CredentialKeys keys, BadgeDocuments documents, BadgeAddresses addresses)
{
    public const string MediaType = "application/vc+jwt";

    private const string Schema = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json";

    // Writes its own typ, JWT: § 8.2 allows no other.
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };

    /// <summary>The signed credential in compact form, for its holder to take along.</summary>
    /// <param name="owned">A certificate that holds.</param>
    /// <param name="email">The holder's address; only a salted hash of it goes into the credential.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<string> SignAsync(OwnedCertificate owned, string email, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(owned);
        ArgumentNullException.ThrowIfNull(email);
        var key = await keys.CurrentAsync(cancellationToken);
        var credential = CredentialOf(owned, email);
        credential["iss"] = addresses.Issuer;
        credential["jti"] = credential["id"]!.GetValue<string>();
        credential["sub"] = credential["credentialSubject"]!["id"]!.GetValue<string>();
        credential["nbf"] = owned.Certificate.IssuedAt.ToUnixTimeSeconds();
        var signer = new ECDsaSecurityKey(key.Key.ECDsa) { KeyId = addresses.Key(key.Id) };
        return _handler.CreateToken(credential.ToJsonString(), new SigningCredentials(signer, SecurityAlgorithms.EcdsaSha256));
    }

    /// <summary>The credential itself.</summary>
    internal JsonObject CredentialOf(OwnedCertificate owned, string email)
    {
        var certificate = owned.Certificate;
        var achievementId = certificate.CourseId ?? certificate.CertificationId!.Value;
        return new()
        {
            ["@context"] = BadgeDocuments.Contexts(),
            ["id"] = BadgeAddresses.Credential(certificate.Id),
            ["type"] = new JsonArray("VerifiableCredential", "OpenBadgeCredential"),
            ["name"] = certificate.Title,
            ["issuer"] = documents.Issuer(),
            // To the second, as nbf is.
            ["validFrom"] = certificate.IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["credentialSubject"] = new JsonObject
            {
                ["id"] = SubjectOf(certificate.Id),
                ["type"] = new JsonArray("AchievementSubject"),
                ["identifier"] = Identifiers(certificate, email),
                ["achievement"] = documents.Achievement(achievementId, certificate.Title, owned.Description, certificate.CourseId is not null),
            },
            ["credentialStatus"] = new JsonObject { ["id"] = addresses.Revocations, ["type"] = "1EdTechRevocationList" },
            ["credentialSchema"] = new JsonArray(new JsonObject { ["id"] = Schema, ["type"] = "1EdTechJsonSchemaValidator2019" }),
        };
    }

    /// <summary>One for each certificate: two credentials of one person don't show that they are theirs.</summary>
    private static string SubjectOf(Guid certificateId) =>
        $"urn:uuid:{new Guid(SHA256.HashData(Encoding.ASCII.GetBytes($"subject of {certificateId}")).AsSpan(0, 16), bigEndian: true)}";

    private static JsonArray Identifiers(Certificate certificate, string email)
    {
        var salt = certificate.Id.ToString("N");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email + salt)));
        return
        [
            new JsonObject { ["type"] = "IdentityObject", ["hashed"] = false, ["identityType"] = "name", ["identityHash"] = certificate.Holder },
            new JsonObject
            {
                ["type"] = "IdentityObject", ["hashed"] = true, ["identityType"] = "emailAddress", ["identityHash"] = $"sha256${hash}", ["salt"] = salt,
            },
        ];
    }
}
