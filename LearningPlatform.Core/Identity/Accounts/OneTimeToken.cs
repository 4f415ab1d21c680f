using System.Buffers.Text;
using System.Security.Cryptography;

namespace LearningPlatform.Core.Identity.Accounts;

/// <summary>The secret in a mailed link: 32 random bytes, stored as their SHA-256 only.</summary>
public sealed class OneTimeToken
{
    private const int Size = 32;
    private const int TextLength = 43;

    private readonly byte[] _bytes;

    private OneTimeToken(byte[] bytes) => _bytes = bytes;

    public static OneTimeToken Create() => new(RandomNumberGenerator.GetBytes(Size));

    /// <summary>Null for anything that cannot be one.</summary>
    public static OneTimeToken? Parse(string? text) =>
        text is { Length: TextLength } && Base64Url.IsValid(text, out var size) && size == Size ? new(Base64Url.DecodeFromChars(text)) : null;

    public byte[] Hash() => SHA256.HashData(_bytes);

    public override string ToString() => Base64Url.EncodeToString(_bytes);
}
