using System.Security.Cryptography;
using LearningPlatform.Embedded.ObjectStorage.Signing;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>A body sent as it is, checked at its end against the SHA-256 that was signed, if one was.</summary>
internal sealed class PlainPayload : IPayload, IDisposable
{
    private readonly Stream _body;
    private readonly string? _sha256;
    private readonly IncrementalHash? _hash;
    private long _received;

    public PlainPayload(Stream body, long length, string bodyHash)
    {
        _body = body;
        Length = length;
        if (PayloadHash.IsSha256(bodyHash))
        {
            _sha256 = bodyHash.ToLowerInvariant();
            _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        }
    }

    public long Length { get; }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken ct)
    {
        var count = await _body.ReadAsync(buffer, ct);
        _received += count;
        if (count > 0)
        {
            _hash?.AppendData(buffer.Span[..count]);
            return _received <= Length ? count : throw new S3Exception(S3Error.IncompleteBody);
        }

        if (_received != Length)
        {
            throw new S3Exception(S3Error.IncompleteBody);
        }

        if (_hash is not null && Convert.ToHexStringLower(_hash.GetCurrentHash()) != _sha256)
        {
            throw new S3Exception(S3Error.XAmzContentSha256Mismatch);
        }

        return 0;
    }

    public void Dispose() => _hash?.Dispose();
}
