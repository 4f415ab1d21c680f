using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Core.Identity.Keys;

/// <summary>
/// The keys that come from the one secret <c>Identity:KeyEncryptionKey</c>: each purpose gets its own by HKDF, so that none can be
/// used for, or worked out from, another.
/// </summary>
public sealed class KeyEncryption
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MinSecretLength = 32;

    private readonly byte[] _signingKeys;
    private readonly byte[] _csrf;
    private readonly byte[] _devices;
    private readonly byte[] _webhooks;

    public KeyEncryption(IOptions<IdentitySettings> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var secret = settings.Value.KeyEncryptionKey;
        if (secret.Length < MinSecretLength)
        {
            throw new InvalidOperationException(
                $"Identity:KeyEncryptionKey must be set to at least {MinSecretLength} random characters, the same for every replica.");
        }

        _signingKeys = Derive(secret, "signing-keys");
        _csrf = Derive(secret, "csrf");
        _devices = Derive(secret, "devices");
        _webhooks = Derive(secret, "webhooks");
    }

    /// <summary>Encrypts; <paramref name="context"/> must be given again to decrypt (it binds the text to its row).</summary>
    public byte[] Encrypt(ReadOnlySpan<byte> plain, string context) => Seal(_signingKeys, plain, Encoding.UTF8.GetBytes(context));

    /// <summary>Decrypts what <see cref="Encrypt"/> made.</summary>
    /// <exception cref="CryptographicException">Another secret, another context, or changed since.</exception>
    public byte[] Decrypt(ReadOnlySpan<byte> sealedText, string context) => Open(_signingKeys, sealedText, Encoding.UTF8.GetBytes(context));

    /// <summary>Encrypts the secret that webhooks of <paramref name="ownerId"/> are signed with.</summary>
    public byte[] EncryptWebhookSecret(ReadOnlySpan<byte> plain, Guid ownerId) => Seal(_webhooks, plain, ownerId.ToByteArray());

    /// <summary>Decrypts what <see cref="EncryptWebhookSecret"/> made.</summary>
    /// <exception cref="CryptographicException">Another secret, another owner, or changed since.</exception>
    public byte[] DecryptWebhookSecret(ReadOnlySpan<byte> sealedText, Guid ownerId) => Open(_webhooks, sealedText, ownerId.ToByteArray());

    /// <summary>A session's CSRF token: the same however often and in however many tabs the session is refreshed.</summary>
    public byte[] CsrfToken(Guid sessionId) => HMACSHA256.HashData(_csrf, sessionId.ToByteArray());

    /// <summary>Proves that this platform has named a device so for this account.</summary>
    public byte[] DeviceMark(Guid userId, ReadOnlySpan<byte> deviceId) => HMACSHA256.HashData(_devices, (byte[])[.. userId.ToByteArray(), .. deviceId]);

    /// <summary>AES-256-GCM with a random nonce: nonce, tag, ciphertext.</summary>
    internal static byte[] Seal(byte[] key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var output = new byte[NonceSize + TagSize + plain.Length];
        RandomNumberGenerator.Fill(output.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(
            output.AsSpan(0, NonceSize), plain, output.AsSpan(NonceSize + TagSize), output.AsSpan(NonceSize, TagSize), context);
        return output;
    }

    internal static byte[] Open(byte[] key, ReadOnlySpan<byte> sealedText, ReadOnlySpan<byte> context)
    {
        var plain = new byte[sealedText.Length - NonceSize - TagSize];
        using var aes = new AesGcm(key, TagSize);
        aes.Decrypt(
            sealedText[..NonceSize], sealedText[(NonceSize + TagSize)..], sealedText.Slice(NonceSize, TagSize), plain, context);
        return plain;
    }

    private static byte[] Derive(string secret, string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: Encoding.UTF8.GetBytes($"learning-platform/{purpose}"));
}
