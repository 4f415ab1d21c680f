using System.Globalization;
using LearningPlatform.Embedded.ObjectStorage.Http;
using LearningPlatform.Embedded.ObjectStorage.Payloads;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Operations;

/// <summary>
/// Multipart uploads from their begin to their last part, and what is under way. <see cref="MultipartCompletion"/> ends them.
/// </summary>
internal static class MultipartOperations
{
    public static async Task CreateAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var (algorithm, type) = ChecksumOf(request);
        var upload = new UploadInfo(
            Guid.CreateVersion7(request.Time.GetUtcNow()).ToString("N"),
            request.Now,
            ObjectHeaders.Read(request.Key, request.Headers),
            algorithm?.Name,
            type);
        request.Bucket.Uploads.Create(upload, request.Store.TemporaryPath());
        if (algorithm is not null)
        {
            request.Response.Headers["x-amz-checksum-algorithm"] = algorithm.Name;
            request.Response.Headers["x-amz-checksum-type"] = type;
        }

        await new S3Xml("InitiateMultipartUploadResult")
            .Add("Bucket", request.Target.Bucket)
            .Add("Key", request.Key)
            .Add("UploadId", upload.UploadId)
            .SendAsync(request.Response, request.Aborted);
    }

    public static async Task UploadPartAsync(S3Request request)
    {
        var (uploads, upload, number) = Find(request);
        var integrity = UploadIntegrity.Read(request.Headers);
        if (integrity.Algorithm is { } algorithm && upload.ChecksumAlgorithm is not null && algorithm.Name != upload.ChecksumAlgorithm)
        {
            throw S3Error.InvalidRequest.With("The part's checksum is not of the algorithm that the upload was begun with.");
        }

        using var staged = request.Store.Stage();
        var part = await StoredBody.ReceiveAsync(request, staged, Part(upload), integrity, ChecksumOf(upload));
        uploads.PublishPart(staged, upload, number);
        request.Response.Headers.ETag = ObjectHeaders.Quoted(part.ETag);
        ObjectHeaders.WriteChecksum(part.Checksum, request.Response);
        request.Response.ContentLength = 0;
    }

    public static async Task CopyPartAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var (uploads, upload, number) = Find(request);
        using var source = CopySource.Open(request);
        using var staged = request.Store.Stage();
        var part = await StoredBody.CopyAsync(request, staged, Part(upload), source.Range(request), ChecksumOf(upload));
        uploads.PublishPart(staged, upload, number);
        await new S3Xml("CopyPartResult")
            .Add("LastModified", part.LastModified)
            .Add("ETag", ObjectHeaders.Quoted(part.ETag))
            .Add("Checksum" + part.Checksum?.Algorithm, part.Checksum?.Value)
            .SendAsync(request.Response, request.Aborted);
    }

    public static async Task AbortAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var uploads = request.Bucket.Uploads;
        uploads.Remove(uploads.Find(request.Key, UploadId(request)), request.Store.TemporaryPath());
        request.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task ListPartsAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var uploads = request.Bucket.Uploads;
        var upload = uploads.Find(request.Key, UploadId(request));
        var limit = ListOperations.PageSize(request, "max-parts");
        _ = int.TryParse(request.Query["part-number-marker"], NumberStyles.None, CultureInfo.InvariantCulture, out var marker);
        var left = uploads.Parts(upload).Where(part => part.Number > marker).ToList();
        var page = left.Take(limit).ToList();
        var xml = new S3Xml("ListPartsResult", ListOperations.EncodesKeys(request))
            .Add("Bucket", request.Target.Bucket)
            .AddKey("Key", request.Key)
            .Add("UploadId", upload.UploadId)
            .Add("PartNumberMarker", marker)
            .Add("NextPartNumberMarker", page.Count > 0 ? page[^1].Number : marker)
            .Add("MaxParts", limit)
            .Add("IsTruncated", left.Count > page.Count)
            .Add("StorageClass", "STANDARD")
            .Add("ChecksumAlgorithm", upload.ChecksumAlgorithm)
            .Add("ChecksumType", upload.ChecksumType);
        foreach (var (number, part) in page)
        {
            xml.Group("Part", entry => entry
                .Add("PartNumber", number)
                .Add("LastModified", part.LastModified)
                .Add("ETag", ObjectHeaders.Quoted(part.ETag))
                .Add("Size", part.Size)
                .Add("Checksum" + part.Checksum?.Algorithm, part.Checksum?.Value));
        }

        await xml.SendAsync(request.Response, request.Aborted);
    }

    public static async Task ListUploadsAsync(S3Request request)
    {
        await SmallBody.ReadAsync(request);
        var query = request.Query;
        var (prefix, keyMarker, idMarker) = (query["prefix"] ?? "", query["key-marker"] ?? "", query["upload-id-marker"] ?? "");
        var limit = ListOperations.PageSize(request, "max-uploads");
        var left = request.Bucket.Uploads.List()
            .Where(upload => upload.Object.Key.StartsWith(prefix, StringComparison.Ordinal) && IsAfter(upload, keyMarker, idMarker))
            .ToList();
        var page = left.Take(limit).ToList();
        var xml = new S3Xml("ListMultipartUploadsResult", ListOperations.EncodesKeys(request))
            .Add("Bucket", request.Target.Bucket)
            .AddKey("KeyMarker", keyMarker)
            .Add("UploadIdMarker", idMarker)
            .AddKey("NextKeyMarker", page.Count > 0 ? page[^1].Object.Key : "")
            .Add("NextUploadIdMarker", page.Count > 0 ? page[^1].UploadId : "")
            .AddKey("Prefix", prefix)
            .Add("MaxUploads", limit)
            .Add("IsTruncated", page.Count > 0 && left.Count > page.Count);
        foreach (var upload in page)
        {
            xml.Group("Upload", entry => entry
                .AddKey("Key", upload.Object.Key)
                .Add("UploadId", upload.UploadId)
                .Add("Initiated", upload.Initiated)
                .Add("StorageClass", "STANDARD"));
        }

        await xml.SendAsync(request.Response, request.Aborted);
    }

    public static string UploadId(S3Request request) => request.Query["uploadId"] ?? "";

    private static ChecksumAlgorithm? ChecksumOf(UploadInfo upload) => ChecksumAlgorithm.Find(upload.ChecksumAlgorithm);

    private static ObjectMetadata Part(UploadInfo upload) => new() { Key = upload.Object.Key };

    private static (MultipartUploads Uploads, UploadInfo Upload, int PartNumber) Find(S3Request request)
    {
        var uploads = request.Bucket.Uploads;
        var isNumber = int.TryParse(request.Query["partNumber"], NumberStyles.None, null, out var number);
        return isNumber && number is >= 1 and <= MultipartUploads.MaxPart
            ? (uploads, uploads.Find(request.Key, UploadId(request)), number)
            : throw S3Error.InvalidArgument.With("The part number must be between 1 and 10000.");
    }

    private static bool IsAfter(UploadInfo upload, string keyMarker, string idMarker)
    {
        var order = KeyOrder.Compare(upload.Object.Key, keyMarker);
        return order > 0 || (order == 0 && idMarker.Length > 0 && string.CompareOrdinal(upload.UploadId, idMarker) > 0);
    }

    private static (ChecksumAlgorithm? Algorithm, string? Type) ChecksumOf(S3Request request)
    {
        var (name, type) = (request.Headers["x-amz-checksum-algorithm"].ToString(), request.Headers["x-amz-checksum-type"].ToString());
        if (name.Length == 0)
        {
            return (null, null);
        }

        var algorithm = ChecksumAlgorithm.Find(name) ?? throw S3Error.InvalidRequest.With("The checksum algorithm is not supported.");
        type = type.Length > 0 ? type : algorithm.Name == "CRC64NVME" ? StoredChecksum.FullObject : StoredChecksum.Composite;

        // S3's own table: the SHAs are composite only, CRC64NVME is of the full object only.
        return type is StoredChecksum.FullObject or StoredChecksum.Composite
            && !(type == StoredChecksum.FullObject && algorithm.Name.StartsWith("SHA", StringComparison.Ordinal))
            && !(type == StoredChecksum.Composite && algorithm.Name == "CRC64NVME")
            ? (algorithm, type)
            : throw S3Error.InvalidRequest.With($"The checksum type {type} does not go with {algorithm.Name}.");
    }
}
