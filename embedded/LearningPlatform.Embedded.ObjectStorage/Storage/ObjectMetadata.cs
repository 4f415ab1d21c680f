using System.Text.Json.Serialization;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>An additional checksum that is kept with an object: its value in base64, with <c>-parts</c> behind a composite one.</summary>
internal sealed record StoredChecksum(string Algorithm, string Value, string Type)
{
    public const string FullObject = "FULL_OBJECT";
    public const string Composite = "COMPOSITE";
}

/// <summary>Everything that is known of an object or of an uploaded part; written behind its bytes in the same file.</summary>
internal sealed record ObjectMetadata
{
    public const string DefaultContentType = "binary/octet-stream";

    public required string Key { get; init; }

    public long Size { get; init; }

    /// <summary>Without quotes: MD5 in hex, or for a multipart object the MD5 of the parts' MD5s and <c>-parts</c>.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Whole seconds, as HTTP dates have no finer ones.</summary>
    public DateTimeOffset LastModified { get; init; }

    public string ContentType { get; init; } = DefaultContentType;

    /// <summary>Standard headers given back as they came, such as <c>Cache-Control</c>.</summary>
    public Dictionary<string, string> Headers { get; init; } = [];

    /// <summary>User metadata: names without <c>x-amz-meta-</c>, in lower case.</summary>
    public Dictionary<string, string> UserMetadata { get; init; } = [];

    public StoredChecksum? Checksum { get; init; }
}

/// <summary>A multipart upload that was begun: what the object will carry, and how its parts are checked.</summary>
internal sealed record UploadInfo(
    string UploadId, DateTimeOffset Initiated, ObjectMetadata Object, string? ChecksumAlgorithm, string? ChecksumType);

/// <summary>What is kept about a bucket itself.</summary>
internal sealed record BucketInfo(DateTimeOffset Created);

[JsonSerializable(typeof(ObjectMetadata))]
[JsonSerializable(typeof(UploadInfo))]
[JsonSerializable(typeof(BucketInfo))]
internal sealed partial class StorageJson : JsonSerializerContext;
