using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>The data folder of one running server: <c>buckets/</c>, <c>tmp/</c> for files in the making, and a lock file.</summary>
internal sealed partial class ObjectStore : IDisposable
{
    private const string InfoFile = "bucket.json";

    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly string _root;
    private readonly string _temporary;
    private readonly FileStream _lock;
    private readonly ILogger _log;

    private ObjectStore(string directory, ILogger log)
    {
        _root = Directory.CreateDirectory(Path.Combine(directory, "buckets")).FullName;
        _temporary = Path.Combine(directory, "tmp");
        _log = log;

        // Two servers on one folder would not know of each other's keys. The system releases the lock of a killed process.
        _lock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
    }

    public IEnumerable<Bucket> Buckets => _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    /// <summary>Takes the folder, drops what an interrupted run left in <c>tmp/</c>, and reads every bucket's keys.</summary>
    /// <exception cref="IOException">Another server holds the folder.</exception>
    public static ObjectStore Open(string directory, ILogger log)
    {
        var store = new ObjectStore(directory, log);
        try
        {
            store.Load();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <exception cref="S3Exception">There is no such bucket.</exception>
    public Bucket Find(string name) => _buckets.GetValueOrDefault(name) ?? throw new S3Exception(S3Error.NoSuchBucket);

    public StagedBlob Stage() => new(_temporary);

    public void Create(string name, DateTimeOffset now)
    {
        if (!BucketName().IsMatch(name) || name.Contains("..", StringComparison.Ordinal))
        {
            throw new S3Exception(S3Error.InvalidBucketName);
        }

        lock (_gate)
        {
            if (_buckets.ContainsKey(name))
            {
                throw new S3Exception(S3Error.BucketAlreadyOwnedByYou);
            }

            var draft = TemporaryPath();
            Directory.CreateDirectory(Path.Combine(draft, Bucket.ObjectsFolder));
            Directory.CreateDirectory(Path.Combine(draft, Bucket.UploadsFolder));
            var info = new BucketInfo(now);
            DurableFile.Write(Path.Combine(draft, InfoFile), JsonSerializer.SerializeToUtf8Bytes(info, StorageJson.Default.BucketInfo));

            var folder = Path.Combine(_root, name);
            Directory.Move(draft, folder);
            FolderSync.Flush(_root);
            _buckets[name] = Bucket.Load(folder, info, _log);
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            var discarded = TemporaryPath();
            Find(name).Retire(discarded);
            _buckets.TryRemove(name, out _);
            FolderSync.Flush(_root);
            Directory.Delete(discarded, recursive: true);
        }
    }

    /// <summary>A fresh path among the temporary files: for something in the making, or something on its way out.</summary>
    public string TemporaryPath() => Path.Combine(_temporary, Guid.NewGuid().ToString("N"));

    public void Dispose() => _lock.Dispose();

    private void Load()
    {
        if (Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }

        Directory.CreateDirectory(_temporary);
        foreach (var folder in Directory.EnumerateDirectories(_root))
        {
            var info = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, InfoFile)), StorageJson.Default.BucketInfo);
            var bucket = Bucket.Load(folder, info!, _log);
            _buckets[bucket.Name] = bucket;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BucketName();
}
