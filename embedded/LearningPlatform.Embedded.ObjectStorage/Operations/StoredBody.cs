using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using LearningPlatform.Embedded.ObjectStorage.Storage;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Fills a staged file from a request or from another object and seals it.</summary>
internal static class StoredBody
{
    /// <summary>Writes the request's body; returns the metadata with what only the body tells.</summary>
    /// <param name="request">The request.</param>
    /// <param name="staged">Where to; published by the caller.</param>
    /// <param name="draft">What the object carries.</param>
    /// <param name="integrity">What the body must match.</param>
    /// <param name="fallback">The checksum to keep when the request declares none.</param>
    /// <exception cref="S3Exception">The body is not what was signed or declared.</exception>
    public static async Task<ObjectMetadata> ReceiveAsync(
        S3Request request, StagedBlob staged, ObjectMetadata draft, UploadIntegrity integrity, ChecksumAlgorithm? fallback = null)
    {
        var payload = request.OpenBody();
        using var payloadState = payload as IDisposable;
        var algorithm = integrity.Algorithm ?? fallback;
        using var digest = new ContentDigest(algorithm);
        await staged.AppendAsync(payload, digest, request.Aborted);
        integrity.Verify(digest, payload);
        return await SealAsync(request, staged, draft, digest, algorithm);
    }

    /// <summary>Writes a piece of another object, keeping the kind of checksum that the draft has.</summary>
    public static async Task<ObjectMetadata> CopyAsync(
        S3Request request, StagedBlob staged, ObjectMetadata draft, BlobPayload source, ChecksumAlgorithm? algorithm = null)
    {
        if (source.Length > S3Request.MaxObject)
        {
            throw new S3Exception(S3Error.EntityTooLarge);
        }

        algorithm ??= ChecksumAlgorithm.Find(draft.Checksum?.Algorithm);
        using var digest = new ContentDigest(algorithm);
        await staged.AppendAsync(source, digest, request.Aborted);
        return await SealAsync(request, staged, draft, digest, algorithm);
    }

    private static async Task<ObjectMetadata> SealAsync(
        S3Request request, StagedBlob staged, ObjectMetadata draft, ContentDigest digest, ChecksumAlgorithm? algorithm)
    {
        var metadata = draft with
        {
            Size = digest.Size,
            ETag = Convert.ToHexStringLower(digest.Md5),
            LastModified = request.Now,
            Checksum = algorithm is null ? null : new StoredChecksum(algorithm.Name, digest.Checksum!, StoredChecksum.FullObject),
        };
        await staged.SealAsync(metadata, request.Aborted);
        return metadata;
    }
}
