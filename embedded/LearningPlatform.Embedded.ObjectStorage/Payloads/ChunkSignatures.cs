using System.Security.Cryptography;
using LearningPlatform.Embedded.ObjectStorage.Signing;

namespace LearningPlatform.Embedded.ObjectStorage.Payloads;

/// <summary>The chain of chunk signatures: each covers its chunk and the signature before it, the first one that of the request.</summary>
internal sealed class ChunkSignatures(Authentication authentication) : IDisposable
{
    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = authentication.Signature;

    public void Append(ReadOnlySpan<byte> data) => _chunk.AppendData(data);

    public void VerifyChunk(string signature) =>
        Verify(signature, "-PAYLOAD", $"{SignatureV4.EmptyHash}\n{Convert.ToHexStringLower(_chunk.GetHashAndReset())}");

    /// <param name="trailers">The trailing headers as <c>name:value\n</c> each.</param>
    /// <param name="signature">The value of <c>x-amz-trailer-signature</c>.</param>
    public void VerifyTrailers(string trailers, string signature) => Verify(signature, "-TRAILER", SignatureV4.Hash(trailers));

    public void Dispose() => _chunk.Dispose();

    private void Verify(string signature, string kind, string hashes)
    {
        var stringToSign = $"{SignatureV4.Algorithm}{kind}\n{authentication.Timestamp}\n{authentication.Scope}\n{_previous}\n{hashes}";
        var expected = SignatureV4.Sign(authentication.SigningKey, stringToSign);
        if (!SignatureV4.AreEqual(expected, signature))
        {
            throw S3Error.SignatureDoesNotMatch.With("The signature of a chunk does not match.");
        }

        _previous = expected;
    }
}
