using System.Text;
using LearningPlatform.Embedded.ObjectStorage.Operations;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>Finds the operation that a method, an address and a query name.</summary>
internal sealed class S3Router(string region)
{
    private const int MaxKeyBytes = 1024;

    // Query names that make a request another operation. One that isn't served must not fall through to a plain GET or PUT.
    private static readonly HashSet<string> Unserved =
    [
        "accelerate", "acl", "analytics", "attributes", "cors", "encryption", "intelligent-tiering", "inventory", "legal-hold",
        "lifecycle", "logging", "metrics", "notification", "object-lock", "ownershipControls", "policy", "policyStatus",
        "publicAccessBlock", "replication", "requestPayment", "restore", "retention", "select", "tagging", "torrent",
        "versioning", "versions", "website",
    ];

    private readonly BucketOperations _buckets = new(region);

    public Task RunAsync(S3Request request)
    {
        var isBucketAcl = request.Query.Has("acl") && request is { Request.Method: "GET", Key: "" };
        if (request.Query.Names.Any(Unserved.Contains) && !isBucketAcl)
        {
            throw new S3Exception(S3Error.NotImplemented);
        }

        if (request.Target.Bucket.Length == 0)
        {
            return request.Request.Method == "GET" ? BucketOperations.ListAsync(request) : throw new S3Exception(S3Error.MethodNotAllowed);
        }

        return request.Key.Length == 0 ? OnBucket(request) : OnObject(request);
    }

    private Task OnBucket(S3Request request)
    {
        var query = request.Query;
        return request.Request.Method switch
        {
            "PUT" => _buckets.CreateAsync(request),
            "HEAD" => _buckets.HeadAsync(request),
            "DELETE" => BucketOperations.DeleteAsync(request),
            "POST" when query.Has("delete") => WriteOperations.DeleteManyAsync(request),
            "GET" when query.Has("acl") => BucketOperations.AclAsync(request),
            "GET" when query.Has("location") => _buckets.LocationAsync(request),
            "GET" when query.Has("uploads") => MultipartOperations.ListUploadsAsync(request),
            "GET" when query["list-type"] == "2" => ListOperations.ListV2Async(request),
            "GET" => ListOperations.ListV1Async(request),
            _ => throw new S3Exception(S3Error.MethodNotAllowed),
        };
    }

    private static Task OnObject(S3Request request)
    {
        if (Encoding.UTF8.GetByteCount(request.Key) > MaxKeyBytes)
        {
            throw new S3Exception(S3Error.KeyTooLong);
        }

        var query = request.Query;
        if (query["versionId"] is not (null or "null"))
        {
            throw new S3Exception(S3Error.NoSuchVersion);
        }

        var copies = request.Headers.ContainsKey("x-amz-copy-source");
        return request.Request.Method switch
        {
            "PUT" when query.Has("uploadId") && copies => MultipartOperations.CopyPartAsync(request),
            "PUT" when query.Has("uploadId") => MultipartOperations.UploadPartAsync(request),
            "PUT" => copies ? WriteOperations.CopyAsync(request) : WriteOperations.PutAsync(request),
            "GET" when query.Has("uploadId") => MultipartOperations.ListPartsAsync(request),
            "GET" or "HEAD" => ReadOperations.GetAsync(request),
            "DELETE" when query.Has("uploadId") => MultipartOperations.AbortAsync(request),
            "DELETE" => WriteOperations.DeleteAsync(request),
            "POST" when query.Has("uploads") => MultipartOperations.CreateAsync(request),
            "POST" when query.Has("uploadId") => MultipartCompletion.CompleteAsync(request),
            _ => throw new S3Exception(S3Error.MethodNotAllowed),
        };
    }
}
