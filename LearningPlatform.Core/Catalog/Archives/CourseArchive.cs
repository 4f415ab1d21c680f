using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>
/// An archive that somebody sent: a ZIP with <c>course.json</c> and the files that it names. Opening it reads the JSON and holds everything
/// that can be known without unpacking to the rules; no name in it ever becomes a path on a disk.
/// </summary>
internal sealed class CourseArchive : IAsyncDisposable
{
    /// <summary>Lessons' media, what questions show, the picture and the JSON.</summary>
    public const int MaxEntries = 5_000;

    public const int MaxJsonBytes = 32 * 1024 * 1024;

    private const string JsonName = "course.json";

    /// <summary>What a file may unpack to, for each byte of the archive: media hardly shrink, and ours are not compressed at all.</summary>
    private const int MaxExpansion = 10;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private CourseArchive(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries, CoursePackage package)
    {
        _zip = zip;
        _entries = entries;
        Package = package;
    }

    public CoursePackage Package { get; }

    /// <summary>
    /// Opens what is in <paramref name="content"/>, which must be seekable and outlive the archive; or says what is wrong with it.
    /// </summary>
    public static async Task<Outcome<CourseArchive>> OpenAsync(Stream content, CancellationToken cancellationToken)
    {
        if (ZipDirectory.Check(content, MaxEntries) is { } flaw)
        {
            return Invalid(flaw);
        }

        ZipArchive? zip = null;
        try
        {
            zip = await ZipArchive.CreateAsync(content, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8, cancellationToken);
            var outcome = await ReadAsync(zip, content.Length, cancellationToken);
            zip = outcome.Failure is null ? null : zip;
            return outcome;
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException or IOException)
        {
            return Invalid("The file is not a ZIP archive, or a damaged one.");
        }
        finally
        {
            if (zip is not null)
            {
                await zip.DisposeAsync();
            }
        }
    }

    /// <summary>A 400 <c>ARCHIVE_INVALID</c>.</summary>
    public static Failure Invalid(string message) => new(FailureKind.Invalid, "ARCHIVE_INVALID", message);

    /// <summary>Unpacks one file; stops when there is more of it than was declared.</summary>
    /// <returns>False when its size is not the declared one, or its data are damaged.</returns>
    public async Task<bool> TryUnpackAsync(string path, long size, Stream target, CancellationToken cancellationToken) =>
        await UnpackAsync(path, size, target, cancellationToken) == size;

    /// <summary>The same for a file of which only a limit is known.</summary>
    public async Task<bool> TryUnpackAtMostAsync(string path, long limit, Stream target, CancellationToken cancellationToken) =>
        await UnpackAsync(path, limit, target, cancellationToken) is { } size && size <= limit;

    private async Task<long?> UnpackAsync(string path, long limit, Stream target, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = await _entries[path].OpenAsync(cancellationToken);
            return await CopyAsync(source, target, limit, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or NotSupportedException)
        {
            return null;
        }
    }

    public ValueTask DisposeAsync() => _zip.DisposeAsync();

    private static async Task<Outcome<CourseArchive>> ReadAsync(ZipArchive zip, long archiveBytes, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        // Other programs write entries for folders.
        if (!zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).All(entry => entries.TryAdd(entry.FullName, entry)))
        {
            return Invalid("The archive has two entries of one name.");
        }

        if (!entries.TryGetValue(JsonName, out var json))
        {
            return Invalid($"The archive has no {JsonName}.");
        }

        if (!(await ReadPackageAsync(json, cancellationToken)).TryGet(out var package, out var failure))
        {
            return failure;
        }

        var files = entries.Keys.Where(name => name != JsonName).ToList();
        return PackageRules.Check(package, files, archiveBytes * MaxExpansion) is { } flaw
            ? flaw
            : new CourseArchive(zip, entries, package);
    }

    private static async Task<Outcome<CoursePackage>> ReadPackageAsync(ZipArchiveEntry entry, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await using (var source = await entry.OpenAsync(cancellationToken))
        {
            if (await CopyAsync(source, buffer, MaxJsonBytes, cancellationToken) > MaxJsonBytes)
            {
                return Invalid($"{JsonName} is larger than {MaxJsonBytes / (1024 * 1024)} MB.");
            }
        }

        var bytes = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (bytes.Span.IndexOf("\\u0000"u8) >= 0)
        {
            return Invalid("Text must not contain NUL.");
        }

        try
        {
            // By way of a document: the serialiser itself looks for names that are there twice, but not within the parts.
            using var json = JsonDocument.Parse(bytes, new() { AllowDuplicateProperties = false });
            return json.Deserialize(PackageJson.Default.CoursePackage) is { } package
                ? package
                : Invalid($"{JsonName} is empty.");
        }
        catch (JsonException exception)
        {
            return Invalid($"{JsonName} cannot be read at {exception.Path ?? "its start"}.");
        }
    }

    /// <summary>Copies up to <paramref name="limit"/> bytes and says how many there were; one more than the limit for too many.</summary>
    private static async Task<long> CopyAsync(Stream source, Stream target, long limit, CancellationToken cancellationToken)
    {
        var buffer = new byte[80 * 1024];
        long copied = 0;
        int read;
        while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (copied + read > limit)
            {
                return limit + 1;
            }

            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            copied += read;
        }

        return copied;
    }
}
