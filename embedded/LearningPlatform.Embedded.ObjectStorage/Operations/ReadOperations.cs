using System.Buffers;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>Reading objects: GET and HEAD, which differ only in the body.</summary>
internal static class ReadOperations
{
    private const int BufferSize = 128 * 1024;

    public static async Task GetAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        using var blob = request.Bucket.Open(request.Key);
        var metadata = blob.Metadata;
        switch (Preconditions.Check(metadata, request.Headers))
        {
            case Precondition.Failed:
                throw new S3Exception(S3Error.PreconditionFailed);
            case Precondition.NotModified:
                ObjectHeaders.Write(metadata, request.Response, request);
                request.Response.StatusCode = StatusCodes.Status304NotModified;
                return;
            default:
                await SendAsync(request, blob);
                return;
        }
    }

    private static async Task SendAsync(S3Request request, Blob blob)
    {
        var (response, metadata) = (request.Response, blob.Metadata);
        var part = RequestedRange(request, metadata);
        ObjectHeaders.Write(metadata, response, request);
        if (part is { } range)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = range.ContentRange(metadata.Size);
        }
        else if (request.Headers["x-amz-checksum-mode"] == "ENABLED")
        {
            ObjectHeaders.WriteChecksum(metadata.Checksum, response);
        }

        var sent = part ?? new ByteRange(0, metadata.Size);
        response.ContentLength = sent.Length;
        if (HttpMethods.IsGet(request.Request.Method))
        {
            await CopyAsync(new BlobPayload(blob, sent.Offset, sent.Length), response.Body, request.Aborted);
        }
    }

    private static ByteRange? RequestedRange(S3Request request, ObjectMetadata metadata)
    {
        var header = request.Headers.Range.ToString();
        var ifRange = request.Headers.IfRange.ToString();
        if (header.Length == 0 || (ifRange.Length > 0 && ifRange != ObjectHeaders.Quoted(metadata.ETag)))
        {
            return null;
        }

        try
        {
            return ByteRange.Parse(header, metadata.Size);
        }
        catch (S3Exception)
        {
            request.Response.Headers.ContentRange = $"bytes */{metadata.Size}";
            throw;
        }
    }

    private static async Task CopyAsync(BlobPayload source, Stream destination, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (var count = await source.ReadAsync(buffer, ct); count > 0; count = await source.ReadAsync(buffer, ct))
            {
                await destination.WriteAsync(buffer.AsMemory(0, count), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
