using System.Security.Cryptography;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>The MD5 of some content, which is its ETag, and one more checksum if the client asked for it.</summary>
internal sealed class ContentDigest(ChecksumAlgorithm? algorithm) : IDisposable
{
    // MD5 is what S3 defines as the ETag; nothing relies on it against an attacker.
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly RunningHash? _checksum = algorithm?.Start();

    public long Size { get; private set; }

    public byte[] Md5 => _md5.GetCurrentHash();

    /// <summary>Base64, or null when no algorithm was chosen.</summary>
    public string? Checksum => _checksum is null ? null : Convert.ToBase64String(_checksum.Value());

    public void Append(ReadOnlySpan<byte> data)
    {
        _md5.AppendData(data);
        _checksum?.Append(data);
        Size += data.Length;
    }

    public void Dispose()
    {
        _md5.Dispose();
        _checksum?.Dispose();
    }
}
