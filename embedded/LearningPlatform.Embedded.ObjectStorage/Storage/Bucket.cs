using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>What must hold at the moment an object is replaced or deleted. ETags are without quotes; <c>*</c> is any object.</summary>
internal readonly record struct WriteCondition(string? IfMatch, string? IfNoneMatch);

/// <summary>
/// One bucket: a folder with a file an object, and the index of its keys in memory. A file's name is the hash of its key, so
/// that no key, however hostile, long or alike in another case, can leave the folder or meet another one's file.
/// </summary>
internal sealed class Bucket
{
    private readonly Lock _gate = new();
    private readonly KeyIndex _index = new();
    private readonly string _objects;
    private bool _retired;

    private Bucket(string name, string folder, DateTimeOffset created)
    {
        (Name, Created, Folder) = (name, created, folder);
        _objects = Path.Combine(folder, ObjectsFolder);
        Uploads = new MultipartUploads(Path.Combine(folder, UploadsFolder));
    }

    public const string ObjectsFolder = "objects";

    public const string UploadsFolder = "uploads";

    public string Name { get; }

    public DateTimeOffset Created { get; }

    public string Folder { get; }

    public MultipartUploads Uploads { get; }

    public static Bucket Load(string folder, BucketInfo info, ILogger log)
    {
        var bucket = new Bucket(Path.GetFileName(folder), folder, info.Created);
        foreach (var path in Directory.EnumerateFiles(bucket._objects))
        {
            try
            {
                using var blob = Blob.TryOpen(path);
                if (blob is not null && FileName(blob.Metadata.Key) == Path.GetFileName(path))
                {
                    bucket._index.Set(ObjectEntry.From(blob.Metadata));
                }
            }
            catch (Exception e) when (e is InvalidDataException or System.Text.Json.JsonException)
            {
                log.LogError(e, "Bucket {Bucket} has a damaged file {File}; its object is not served", bucket.Name, Path.GetFileName(path));
            }
        }

        return bucket;
    }

    /// <summary>Replaces the object in one step: readers see the old one or the new one, whole.</summary>
    public void Publish(StagedBlob staged, ObjectMetadata metadata, WriteCondition condition)
    {
        lock (_gate)
        {
            Check(metadata.Key, condition);
            staged.MoveTo(PathOf(metadata.Key));
            _index.Set(ObjectEntry.From(metadata));
        }

        FolderSync.Flush(_objects);
    }

    /// <exception cref="S3Exception">There is no such key.</exception>
    public Blob Open(string key) => Blob.TryOpen(PathOf(key)) ?? throw new S3Exception(S3Error.NoSuchKey);

    /// <summary>Deleting what isn't there succeeds, as S3 has it.</summary>
    public void Delete(string key, WriteCondition condition)
    {
        lock (_gate)
        {
            Check(key, condition);
            File.Delete(PathOf(key));
            _index.Remove(key);
        }

        FolderSync.Flush(_objects);
    }

    public ObjectPage List(string prefix, string delimiter, string after, int limit)
    {
        lock (_gate)
        {
            return _index.List(prefix, delimiter, after, limit);
        }
    }

    /// <summary>Moves an empty bucket's folder away; nothing can be published afterwards.</summary>
    public void Retire(string destination)
    {
        lock (_gate)
        {
            if (_index.Count > 0)
            {
                throw new S3Exception(S3Error.BucketNotEmpty);
            }

            Directory.Move(Folder, destination);
            _retired = true;
        }
    }

    private void Check(string key, WriteCondition condition)
    {
        if (_retired)
        {
            throw new S3Exception(S3Error.NoSuchBucket);
        }

        if (condition == default)
        {
            return;
        }

        var current = _index.Find(key);
        if (condition.IfMatch is not null && current is null)
        {
            throw new S3Exception(S3Error.NoSuchKey);
        }

        var isOther = condition.IfMatch is not null && !Matches(condition.IfMatch, current);
        var isKnown = condition.IfNoneMatch is not null && Matches(condition.IfNoneMatch, current);
        if (isOther || isKnown)
        {
            throw new S3Exception(S3Error.PreconditionFailed);
        }
    }

    private static bool Matches(string etag, ObjectEntry? current) => current is not null && (etag == "*" || etag == current.ETag);

    private static string FileName(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private string PathOf(string key) => Path.Combine(_objects, FileName(key));
}
