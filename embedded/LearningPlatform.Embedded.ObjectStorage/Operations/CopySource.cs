using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Signing;
using LearningPlatform.Embedded.ObjectStorage.Storage;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>The object that a copy reads, found by <c>x-amz-copy-source: [/]bucket/key</c>.</summary>
internal sealed record CopySource(Blob Blob, bool IsItself) : IDisposable
{
    public BlobPayload Whole => new(Blob, 0, Blob.Metadata.Size);

    /// <exception cref="S3Exception">The source does not exist, or does not meet the request's conditions on it.</exception>
    public static CopySource Open(S3Request request)
    {
        var header = request.Headers["x-amz-copy-source"].ToString();
        var question = header.IndexOf("?versionId=", StringComparison.Ordinal);
        if (question >= 0 && header[question..] != "?versionId=null")
        {
            throw new S3Exception(S3Error.NoSuchVersion);
        }

        var path = AwsUri.Decode(question < 0 ? header : header[..question], plusIsSpace: false).TrimStart('/');
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || slash == path.Length - 1)
        {
            throw S3Error.InvalidArgument.With("x-amz-copy-source must be bucket/key.");
        }

        var (bucket, key) = (path[..slash], path[(slash + 1)..]);
        var blob = request.Store.Find(bucket).Open(key);
        if (Preconditions.Check(blob.Metadata, request.Headers, "x-amz-copy-source-") != Precondition.Holds)
        {
            blob.Dispose();
            throw new S3Exception(S3Error.PreconditionFailed);
        }

        return new CopySource(blob, bucket == request.Target.Bucket && key == request.Key);
    }

    /// <summary>The range of <c>x-amz-copy-source-range</c>, or everything.</summary>
    public BlobPayload Range(S3Request request)
    {
        var header = request.Headers["x-amz-copy-source-range"].ToString();
        if (header.Length == 0)
        {
            return Whole;
        }

        var range = ByteRange.Parse(header, Blob.Metadata.Size)
            ?? throw S3Error.InvalidArgument.With("x-amz-copy-source-range must be bytes=first-last.");
        return new BlobPayload(Blob, range.Offset, range.Length);
    }

    public void Dispose() => Blob.Dispose();
}
