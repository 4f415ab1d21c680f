using System.Buffers.Text;
using System.Security.Cryptography;

namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>
/// A refresh token: 32 random bytes, base64url outside, stored as their SHA-256 only. A used token can still open the one that
/// followed it (<see cref="Seal"/>), which is what lets two tabs that refresh at the same moment end with the same token.
/// </summary>
public sealed class RefreshToken
{
    private const int Size = 32;
    private static readonly byte[] Purpose = "learning-platform/refresh-successor"u8.ToArray();

    private readonly byte[] _bytes;

    private RefreshToken(byte[] bytes) => _bytes = bytes;

    public static RefreshToken Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Null for anything that cannot be a token.</summary>
    public static RefreshToken? Parse(string? text)
    {
        // 32 bytes are 43 characters; the look at the length keeps a 10 kB "token" from being decoded at all.
        if (text is not { Length: 43 } || !Base64Url.IsValid(text, out var size) || size != Size)
        {
            return null;
        }

        return new(Base64Url.DecodeFromChars(text));
    }

    /// <summary>What is stored and looked up.</summary>
    public byte[] Hash() => SHA256.HashData(_bytes);

    /// <summary>Encrypts <paramref name="successor"/> so that only who holds this token can read it.</summary>
    public byte[] Seal(RefreshToken successor)
    {
        ArgumentNullException.ThrowIfNull(successor);
        return Keys.KeyEncryption.Seal(SealingKey(), successor._bytes, []);
    }

    /// <summary>The token that <see cref="Seal"/> hid.</summary>
    public RefreshToken Unseal(ReadOnlySpan<byte> sealedSuccessor) => new(Keys.KeyEncryption.Open(SealingKey(), sealedSuccessor, []));

    public override string ToString() => Base64Url.EncodeToString(_bytes);

    private byte[] SealingKey() => HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes, 32, info: Purpose);
}
