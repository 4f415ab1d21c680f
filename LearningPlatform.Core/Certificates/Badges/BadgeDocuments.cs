using System.Text.Json.Nodes;
using LearningPlatform.Core.Identity;
using Microsoft.Extensions.Options;
using Npgsql;

namespace LearningPlatform.Core.Certificates.Badges;

/// <summary>The public documents that a credential refers to (Open Badges 3.0, 1EdTech), as JSON-LD.</summary>
public sealed class BadgeDocuments(
    NpgsqlDataSource database, CredentialKeys keys, BadgeAddresses addresses, IOptions<CertificateSettings> settings)
{
    /// <summary>The contexts of everything that is said here: Verifiable Credentials 2.0 first, as its § 4.3 asks.</summary>
    public static JsonArray Contexts() =>
        ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];

    /// <summary>Who issues (<c>Profile</c>), without a context of its own: it also stands within credentials.</summary>
    public JsonObject Issuer() => new()
    {
        ["id"] = addresses.Issuer,
        ["type"] = new JsonArray("Profile"),
        ["name"] = settings.Value.IssuerName,
        ["url"] = addresses.Home,
    };

    /// <summary>The issuer's profile as it is published, with every key that ever signed.</summary>
    public async Task<JsonObject> ProfileAsync(CancellationToken cancellationToken)
    {
        var profile = Issuer();
        profile.Insert(0, "@context", Contexts());
        profile["jwks"] = await KeysAsync(cancellationToken);
        return profile;
    }

    /// <summary>RFC 7517.</summary>
    public async Task<JsonObject> KeysAsync(CancellationToken cancellationToken)
    {
        // Whoever asks before the first credential finds the key that will sign it.
        await keys.CurrentAsync(cancellationToken);
        return new() { ["keys"] = new JsonArray([.. (await keys.AllAsync(cancellationToken)).Select(key => key.ToJwk(addresses.Key(key.Id)))]) };
    }

    /// <summary>One key, where its <c>kid</c> says; null where there is none.</summary>
    public async Task<JsonObject?> KeyAsync(string id, CancellationToken cancellationToken) =>
        (await keys.FindAsync(id, cancellationToken))?.ToJwk(addresses.Key(id));

    /// <summary>What was achieved (<c>Achievement</c>), by the words of its newest certificate; null while nobody has one.</summary>
    public async Task<JsonObject?> AchievementAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select title, description, course_id is not null from certificates where course_id = $1 or certification_id = $1 order by id desc limit 1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var achievement = Achievement(id, reader.GetString(0), reader.GetString(1), reader.GetBoolean(2));
        achievement.Insert(0, "@context", Contexts());
        return achievement;
    }

    /// <summary>The same as it stands within credentials.</summary>
    public JsonObject Achievement(Guid id, string title, string description, bool isCourse) => new()
    {
        ["id"] = addresses.Achievement(id),
        ["type"] = new JsonArray("Achievement"),
        ["achievementType"] = isCourse ? "Course" : "Certification",
        ["creator"] = Issuer(),
        ["name"] = title,
        ["description"] = description.Length > 0 ? description : title,
        ["criteria"] = new JsonObject
        {
            ["narrative"] = isCourse
                ? "Completed everything that the course asks for."
                : "Holds valid certificates of as many of the certification's courses as it asks for.",
        },
    };

    /// <summary>1EdTech's revocation list: what was taken back. Ids of credentials only: nothing in it leads to a person.</summary>
    public async Task<JsonObject> RevocationsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id from certificates where revoked_at is not null order by revoked_at");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var revoked = new JsonArray();
        foreach (var id in await reader.ReadIdsAsync(cancellationToken))
        {
            revoked.Add((JsonNode)new JsonObject { ["id"] = BadgeAddresses.Credential(id), ["revoked"] = true });
        }

        return new() { ["id"] = addresses.Revocations, ["issuer"] = addresses.Issuer, ["revokedCredential"] = revoked };
    }
}
