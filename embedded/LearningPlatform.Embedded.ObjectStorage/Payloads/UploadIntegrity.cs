using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>
/// What a request declares about its content beside the signature: <c>Content-MD5</c> and one additional checksum, before or
/// after the body.
/// </summary>
internal sealed class UploadIntegrity
{
    public static readonly UploadIntegrity None = new(null, null, null, inTrailer: false);

    private readonly byte[]? _md5;
    private readonly string? _checksum;
    private readonly bool _inTrailer;

    private UploadIntegrity(byte[]? md5, ChecksumAlgorithm? algorithm, string? checksum, bool inTrailer) =>
        (_md5, Algorithm, _checksum, _inTrailer) = (md5, algorithm, checksum, inTrailer);

    public ChecksumAlgorithm? Algorithm { get; }

    public static UploadIntegrity Read(IHeaderDictionary headers)
    {
        var md5 = ReadMd5(headers.ContentMD5.ToString());
        var trailer = headers["x-amz-trailer"].ToString().Trim();
        var declared = ChecksumAlgorithm.All.Where(algorithm => headers.ContainsKey(algorithm.Header)).ToList();
        var trailing = ChecksumAlgorithm.All
            .FirstOrDefault(algorithm => algorithm.Header.Equals(trailer, StringComparison.OrdinalIgnoreCase));
        if (trailer.Length > 0 && trailing is null)
        {
            throw S3Error.InvalidRequest.With("The value of x-amz-trailer is not a supported checksum.");
        }

        if (declared.Count + (trailing is null ? 0 : 1) > 1)
        {
            throw S3Error.InvalidRequest.With("Expecting a single x-amz-checksum- header.");
        }

        if (declared.Count == 0)
        {
            return new UploadIntegrity(md5, trailing, null, inTrailer: trailing is not null);
        }

        var value = headers[declared[0].Header].ToString();
        return declared[0].IsValue(value)
            ? new UploadIntegrity(md5, declared[0], value, inTrailer: false)
            : throw new S3Exception(S3Error.InvalidDigest);
    }

    /// <summary>Compares what was declared with what came.</summary>
    /// <exception cref="S3Exception">They differ, or an announced trailer never came.</exception>
    public void Verify(ContentDigest digest, IPayload payload)
    {
        if (_md5 is not null && !CryptographicOperations.FixedTimeEquals(_md5, digest.Md5))
        {
            throw new S3Exception(S3Error.BadDigest);
        }

        if (Algorithm is null)
        {
            return;
        }

        var expected = _inTrailer ? payload.Trailer(Algorithm.Header) : _checksum;
        if (!Algorithm.IsValue(expected))
        {
            throw new S3Exception(S3Error.MalformedTrailer);
        }

        if (expected != digest.Checksum)
        {
            throw new S3Exception(S3Error.BadDigest);
        }
    }

    private static byte[]? ReadMd5(string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        var md5 = new byte[16];
        return value.Length <= 24 && Convert.TryFromBase64String(value, md5, out var count) && count == md5.Length
            ? md5
            : throw new S3Exception(S3Error.InvalidDigest);
    }
}
