using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>One of S3's additional checksums.</summary>
internal sealed class ChecksumAlgorithm
{
    public static readonly IReadOnlyList<ChecksumAlgorithm> All =
    [
        new("CRC32", 4, Crc.Crc32),
        new("CRC32C", 4, Crc.Crc32C),
        new("CRC64NVME", 8, Crc.Crc64Nvme),
        new("SHA1", 20, () => new CryptographicHash(HashAlgorithmName.SHA1)),
        new("SHA256", 32, () => new CryptographicHash(HashAlgorithmName.SHA256)),
    ];

    private readonly int _octets;
    private readonly Func<RunningHash> _create;

    private ChecksumAlgorithm(string name, int octets, Func<RunningHash> create)
    {
        (Name, _octets, _create) = (name, octets, create);
        Header = "x-amz-checksum-" + name.ToLowerInvariant();
    }

    /// <summary>As S3 writes it: <c>CRC32</c>. In XML the value stands in <c>Checksum</c> + this.</summary>
    public string Name { get; }

    public string Header { get; }

    public static ChecksumAlgorithm? Find(string? name) =>
        All.FirstOrDefault(algorithm => algorithm.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public RunningHash Start() => _create();

    /// <summary>Whether the text is base64 of as many bytes as this algorithm gives.</summary>
    public bool IsValue([NotNullWhen(true)] string? base64)
    {
        Span<byte> octets = stackalloc byte[64];
        return base64 is { Length: <= 64 } && Convert.TryFromBase64String(base64, octets, out var count) && count == _octets;
    }
}
