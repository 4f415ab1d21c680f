using System.Globalization;
using System.Text.Json;

namespace LearningPlatform.Embedded.ObjectStorage.Storage;

/// <summary>A part as it was uploaded last.</summary>
internal sealed record UploadedPart(int Number, ObjectMetadata Metadata);

/// <summary>
/// A bucket's multipart uploads: a folder each, with what the object will carry and a file a part. Everything is read from
/// the folder each time, so that an upload goes on after a restart.
/// </summary>
internal sealed class MultipartUploads(string folder)
{
    public const int MaxPart = 10_000;
    private const string InfoFile = "upload.json";

    public void Create(UploadInfo upload, string draft)
    {
        Directory.CreateDirectory(draft);
        DurableFile.Write(Path.Combine(draft, InfoFile), JsonSerializer.SerializeToUtf8Bytes(upload, StorageJson.Default.UploadInfo));
        Directory.Move(draft, FolderOf(upload.UploadId));
        FolderSync.Flush(folder);
    }

    /// <exception cref="S3Exception">There is no such upload of this key.</exception>
    public UploadInfo Find(string key, string uploadId)
    {
        var upload = Guid.TryParseExact(uploadId, "N", out _) ? Read(FolderOf(uploadId)) : null;
        return upload?.Object.Key == key ? upload : throw new S3Exception(S3Error.NoSuchUpload);
    }

    /// <summary>Every upload that was neither completed nor aborted, by key and then by age.</summary>
    public IEnumerable<UploadInfo> List() => Directory.EnumerateDirectories(folder)
        .Select(Read).OfType<UploadInfo>()
        .OrderBy(upload => upload.Object.Key, Comparer<string>.Create(KeyOrder.Compare))
        .ThenBy(upload => upload.UploadId, StringComparer.Ordinal);

    public void PublishPart(StagedBlob staged, UploadInfo upload, int number)
    {
        try
        {
            staged.MoveTo(PartPath(upload, number));
            FolderSync.Flush(FolderOf(upload.UploadId));
        }
        catch (DirectoryNotFoundException)
        {
            // Completed or aborted while the part was on its way.
            throw new S3Exception(S3Error.NoSuchUpload);
        }
    }

    public Blob? OpenPart(UploadInfo upload, int number) => Blob.TryOpen(PartPath(upload, number));

    public IReadOnlyList<UploadedPart> Parts(UploadInfo upload)
    {
        var parts = new List<UploadedPart>();
        foreach (var path in Directory.EnumerateFiles(FolderOf(upload.UploadId), "part-*").Order(StringComparer.Ordinal))
        {
            using var blob = Blob.TryOpen(path);
            if (blob is not null)
            {
                parts.Add(new UploadedPart(int.Parse(Path.GetFileName(path.AsSpan())[5..], CultureInfo.InvariantCulture), blob.Metadata));
            }
        }

        return parts;
    }

    /// <summary>Forgets the upload in one rename, then deletes its files.</summary>
    public void Remove(UploadInfo upload, string discarded)
    {
        try
        {
            Directory.Move(FolderOf(upload.UploadId), discarded);
        }
        catch (DirectoryNotFoundException)
        {
            return;
        }

        FolderSync.Flush(folder);
        Directory.Delete(discarded, recursive: true);
    }

    private static UploadInfo? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(path, InfoFile)), StorageJson.Default.UploadInfo);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private string FolderOf(string uploadId) => Path.Combine(folder, uploadId);

    private string PartPath(UploadInfo upload, int number) => Path.Combine(FolderOf(upload.UploadId), $"part-{number:D5}");
}
