using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ApiTests.Certificates;

/// <summary>A credential as a stranger verifies it: Open Badges 3.0, § 8.2.4 and § 9, with nothing but the token and what its addresses answer.</summary>
public sealed class OpenBadgeTests(StoresFixture stores) : CertificateTest(stores)
{
    [Fact]
    public async Task A_credential_is_accepted_by_a_public_verifier()
    {
        var (holder, token) = await CredentialAsync();

        var credential = await VerifyAsync(token);

        Strings(credential, "@context").ShouldBe(["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"]);
        Strings(credential, "type").ShouldBe(["VerifiableCredential", "OpenBadgeCredential"]);
        // The schema's required members, type by type.
        Requires(credential, "@context", "id", "type", "name", "credentialSubject", "issuer", "validFrom");
        Requires(credential.GetProperty("issuer"), "id", "type", "name");
        Requires(credential.GetProperty("credentialStatus"), "id", "type");
        Requires(credential.GetProperty("credentialSchema")[0], "id", "type");
        var subject = credential.GetProperty("credentialSubject");
        Requires(subject, "id", "type", "achievement", "identifier");
        Requires(subject.GetProperty("achievement"), "id", "type", "name", "description", "criteria");
        subject.GetProperty("identifier").EnumerateArray().ToList().ForEach(identifier => Requires(identifier, "type", "hashed", "identityHash", "identityType"));
        // The holder proves the address, and only by knowing it.
        var address = subject.GetProperty("identifier")[1];
        var salted = Encoding.UTF8.GetBytes(holder.Email + address.GetProperty("salt").GetString());
        address.GetProperty("identityHash").GetString().ShouldBe($"sha256${Convert.ToHexStringLower(SHA256.HashData(salted))}");
        credential.GetRawText().ShouldNotContain(holder.Email);
        // What is referred to is there.
        var achievement = await FetchAsync(subject.GetProperty("achievement").GetProperty("id").GetString()!);
        achievement.GetProperty("name").GetString().ShouldBe(credential.GetProperty("name").GetString());
        Strings(await FetchAsync(credential.GetProperty("issuer").GetProperty("id").GetString()!), "type").ShouldBe(["Profile"]);
    }

    [Fact]
    public async Task Changed_credentials_and_other_keys_are_refused()
    {
        var (_, token) = await CredentialAsync();
        var parts = token.Split('.');
        var payload = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[1])).Replace("Networks", "Clusters", StringComparison.Ordinal);

        (await IsSignedAsync(parts)).ShouldBeTrue();
        (await IsSignedAsync([parts[0], Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload)), parts[2]])).ShouldBeFalse();

        // A credential's key signs no access token, and the other way round.
        var jwks = await (await Api.Stranger().GetAsync("/.well-known/jwks.json")).Content.ReadAsStringAsync();
        var keys = await FetchAsync("http://localhost/badges/keys");
        keys.GetProperty("keys").GetArrayLength().ShouldBe(1);
        jwks.ShouldNotContain(keys.GetProperty("keys")[0].GetProperty("x").GetString()!);
        keys.GetRawText().ShouldNotContain("\"d\"");
        (await Api.Stranger().GetAsync("/badges/keys/none")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Api.Stranger().GetAsync($"/badges/achievements/{Guid.NewGuid()}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_revocation_is_seen_by_the_verifier()
    {
        var (_, token) = await CredentialAsync();
        var credential = await VerifyAsync(token);
        var (list, id) = (credential.GetProperty("credentialStatus").GetProperty("id").GetString()!, credential.GetProperty("id").GetString()!);
        (await RevokedAsync(list)).ShouldNotContain(id);

        (await (await Api.AdminAsync()).PostAsJsonAsync($"/api/v1/certificates/{id["urn:uuid:".Length..]}/revoke", new { reason = "Error." })).EnsureSuccessStatusCode();

        (await RevokedAsync(list)).ShouldContain(id);
    }

    private async Task<(Person Holder, string Token)> CredentialAsync()
    {
        var holder = await Api.SignInAsAsync(Role.Student);
        var id = await CertifyAsync(holder, await CreateCourseAsync(await Api.AdminAsync()));
        var answer = await holder.Client.GetAsync($"/api/v1/certificates/{id}/credential");
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/vc+jwt");
        return (holder, await answer.Content.ReadAsStringAsync());
    }

    private async Task<JsonElement> VerifyAsync(string token)
    {
        var parts = token.Split('.');
        parts.Length.ShouldBe(3);
        var header = Json(parts[0]);
        header.EnumerateObject().Select(member => member.Name).ShouldBe(["alg", "kid", "typ"], ignoreOrder: true);
        header.GetProperty("alg").GetString().ShouldBe("ES256");
        header.GetProperty("typ").GetString().ShouldBe("JWT");
        (await IsSignedAsync(parts)).ShouldBeTrue("the signature");

        var credential = Json(parts[1]);
        credential.GetProperty("iss").GetString().ShouldBe(credential.GetProperty("issuer").GetProperty("id").GetString());
        credential.GetProperty("jti").GetString().ShouldBe(credential.GetProperty("id").GetString());
        credential.GetProperty("sub").GetString().ShouldBe(credential.GetProperty("credentialSubject").GetProperty("id").GetString());
        var validFrom = DateTimeOffset.Parse(credential.GetProperty("validFrom").GetString()!, CultureInfo.InvariantCulture);
        DateTimeOffset.FromUnixTimeSeconds(credential.GetProperty("nbf").GetInt64()).ShouldBe(validFrom);
        validFrom.ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow());
        // The issuer owns the key that signed.
        var profile = await FetchAsync(credential.GetProperty("iss").GetString()!);
        profile.GetProperty("jwks").GetProperty("keys").EnumerateArray().ShouldContain(published => published.GetProperty("kid").GetString() == header.GetProperty("kid").GetString());
        return credential;
    }

    /// <summary>By the key that the header's address gives.</summary>
    private async Task<bool> IsSignedAsync(string[] parts)
    {
        var jwk = await FetchAsync(Json(parts[0]).GetProperty("kid").GetString()!);
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new() { X = Base64Url.DecodeFromChars(jwk.GetProperty("x").GetString()), Y = Base64Url.DecodeFromChars(jwk.GetProperty("y").GetString()) },
        });
        return key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256);
    }

    private async Task<IReadOnlyList<string?>> RevokedAsync(string list) =>
        [.. (await FetchAsync(list)).GetProperty("revokedCredential").EnumerateArray().Where(item => item.GetProperty("revoked").GetBoolean()).Select(item => item.GetProperty("id").GetString())];

    private async Task<JsonElement> FetchAsync(string address)
    {
        var answer = await Api.Stranger().GetAsync(address);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync()).RootElement;
    }

    private static JsonElement Json(string part) => JsonDocument.Parse(Base64Url.DecodeFromChars(part)).RootElement;

    private static IEnumerable<string?> Strings(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(item => item.GetString());

    private static void Requires(JsonElement element, params string[] members) =>
        members.Where(member => !element.TryGetProperty(member, out var value) || value.ValueKind is JsonValueKind.Null).ShouldBeEmpty();
}
