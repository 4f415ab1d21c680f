using System.Globalization;
using System.Text;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>An object's metadata as request and response headers.</summary>
internal static class ObjectHeaders
{
    private const string UserPrefix = "x-amz-meta-";
    private const int MaxUserMetadata = 2 * 1024;

    private static readonly string[] Kept = ["Cache-Control", "Content-Disposition", "Content-Encoding", "Content-Language", "Expires"];

    // What would change an object's meaning but is not done here must not be accepted in silence.
    private static readonly string[] Unsupported =
        ["x-amz-server-side-encryption", "x-amz-tagging", "x-amz-object-lock", "x-amz-website-redirect", "x-amz-grant"];

    /// <summary>What a put, a copy with new metadata, or the begin of a multipart upload says about its object.</summary>
    public static ObjectMetadata Read(string key, IHeaderDictionary headers)
    {
        RefuseUnsupported(headers);
        var user = headers
            .Where(header => header.Key.StartsWith(UserPrefix, StringComparison.OrdinalIgnoreCase))
            .Select(header => (Name: header.Key[UserPrefix.Length..].ToLowerInvariant(), Value: header.Value.ToString()))
            .ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal);
        if (user.Sum(pair => pair.Key.Length + Encoding.UTF8.GetByteCount(pair.Value)) > MaxUserMetadata)
        {
            throw new S3Exception(S3Error.MetadataTooLarge);
        }

        var kept = Kept.Select(name => (Name: name, Value: Value(name, headers))).Where(header => header.Value.Length > 0);
        return new ObjectMetadata
        {
            Key = key,
            ContentType = headers.ContentType.ToString() is { Length: > 0 } type ? type : ObjectMetadata.DefaultContentType,
            Headers = kept.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal),
            UserMetadata = user,
        };
    }

    public static void Write(ObjectMetadata metadata, HttpResponse response, S3Request request)
    {
        var headers = response.Headers;
        response.ContentType = metadata.ContentType;
        headers.ETag = Quoted(metadata.ETag);
        headers.LastModified = metadata.LastModified.ToString("R", CultureInfo.InvariantCulture);
        headers.AcceptRanges = "bytes";
        foreach (var (name, value) in metadata.Headers)
        {
            headers[name] = value;
        }

        foreach (var (name, value) in metadata.UserMetadata)
        {
            headers[UserPrefix + name] = value;
        }

        ApplyOverrides(response, request);
    }

    public static void WriteChecksum(StoredChecksum? checksum, HttpResponse response)
    {
        if (checksum is not null)
        {
            response.Headers["x-amz-checksum-" + checksum.Algorithm.ToLowerInvariant()] = checksum.Value;
            response.Headers["x-amz-checksum-type"] = checksum.Type;
        }
    }

    public static string Quoted(string etag) => $"\"{etag}\"";

    /// <summary>An ETag of a header or of XML without its quotes; null when there is none.</summary>
    public static string? Unquoted(string? etag) => string.IsNullOrEmpty(etag) ? null : etag.Trim().Trim('"');

    private static void ApplyOverrides(HttpResponse response, S3Request request)
    {
        foreach (var name in Kept.Append("Content-Type"))
        {
            if (request.Query["response-" + name.ToLowerInvariant()] is { } value)
            {
                response.Headers[name] = value.Any(char.IsControl)
                    ? throw S3Error.InvalidArgument.With("A response header must not have control characters.")
                    : value;
            }
        }
    }

    private static void RefuseUnsupported(IHeaderDictionary headers)
    {
        if (headers.Keys.Any(name => Unsupported.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))))
        {
            throw new S3Exception(S3Error.NotImplemented);
        }

        if (headers["x-amz-acl"].ToString() is not ("" or "private" or "bucket-owner-full-control"))
        {
            throw new S3Exception(S3Error.AccessControlListNotSupported);
        }
    }

    // aws-chunked is how the body travelled, not what the object is.
    private static string Value(string name, IHeaderDictionary headers) => name != "Content-Encoding"
        ? headers[name].ToString()
        : string.Join(',', headers[name].ToString().Split(',', StringSplitOptions.TrimEntries).Where(coding => coding != "aws-chunked"));
}
