using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LearningPlatform.Core.Identity.Keys;

namespace LearningPlatform.Core.Identity.External;

/// <summary>
/// What the platform must remember while somebody is at the provider. It travels in that browser's cookie, encrypted: only the browser
/// that started a sign-in can finish it, and the servers keep nothing.
/// </summary>
/// <param name="Provider">Where they were sent.</param>
/// <param name="State">Comes back in the address; must be the same.</param>
/// <param name="Verifier">PKCE's secret: shows that who exchanges the code is who asked for it.</param>
/// <param name="ReturnTo">Where to go afterwards; null to answer with the tokens.</param>
/// <param name="ExpiresAt">A sign-in that takes longer starts again.</param>
public sealed record OAuthRoundTrip(string Provider, string State, string Verifier, string? ReturnTo, DateTimeOffset ExpiresAt)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private const string Context = "oauth-round-trip";
    private const int MaxSealedLength = 4_000;

    public static OAuthRoundTrip Start(string provider, string? returnTo, DateTimeOffset now) =>
        new(provider, Secret(), Secret(), returnTo, now + Lifetime);

    /// <summary>PKCE's S256 challenge.</summary>
    public string Challenge => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier)));

    public string Seal(KeyEncryption encryption)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        return Base64Url.EncodeToString(encryption.Encrypt(JsonSerializer.SerializeToUtf8Bytes(this), Context));
    }

    /// <summary>Null for anything that <see cref="Seal"/> has not made.</summary>
    public static OAuthRoundTrip? Open(string? sealedText, KeyEncryption encryption)
    {
        ArgumentNullException.ThrowIfNull(encryption);
        if (sealedText is not { Length: > 50 and <= MaxSealedLength } || !Base64Url.IsValid(sealedText))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<OAuthRoundTrip>(encryption.Decrypt(Base64Url.DecodeFromChars(sealedText), Context));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether the callback belongs to this round trip.</summary>
    public bool Matches(string provider, string? state, DateTimeOffset now) =>
        now < ExpiresAt && Provider == provider && state is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(State));

    private static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
