using System.IO.Compression;
using System.Text.Json;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>
/// Whole courses as archives. What is exported, imported and exported again is the same archive, ids apart; what learners did,
/// announcements and co-instructors stay where they are.
/// </summary>
public sealed class CourseArchives(CoursePackages packages, Uploads uploads, CourseImages images)
{
    /// <summary>The largest archive that is taken, in bytes.</summary>
    public const long MaxBytes = 512L * 1024 * 1024;

    /// <summary>Of the entries: the same content gives the same archive.</summary>
    private static readonly DateTimeOffset EntryTime = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Failure ImageTooLarge = CourseArchive.Invalid("The picture is too large or damaged.");

    private static readonly Failure TooMuch = Failure.Conflict(
        "COURSE_TOO_LARGE", "The course has more questions, or more files, than an archive takes.");

    /// <summary>
    /// The archive of a course that was taken, at its beginning: whole, before anybody is promised anything. Dispose it. Refused when no
    /// import would take it.
    /// </summary>
    public async Task<Outcome<Stream>> WriteAsync(CoursePackage package, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(package);
        await using var picture = package.Course.Image is { } key ? await images.OpenAsync(key, cancellationToken) : null;
        var path = picture is null ? null : $"picture{Path.GetExtension(package.Course.Image)}";
        var json = JsonSerializer.SerializeToUtf8Bytes(
            package with { Course = package.Course with { Image = path } }, PackageJson.Default.CoursePackage);
        if (json.Length > CourseArchive.MaxJsonBytes || package.Media.Count + 2 > CourseArchive.MaxEntries)
        {
            return TooMuch;
        }

        var file = TemporaryFile();
        try
        {
            await WriteAsync(file, json, path, picture?.Content, package.Media, cancellationToken);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private async Task WriteAsync(
        Stream output, byte[] json, string? path, Stream? picture, IReadOnlyList<PackagedFile> media, CancellationToken cancellationToken)
    {
        await using var zip = await ZipArchive.CreateAsync(
            output, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellationToken);
        await using (var entry = await EntryAsync(zip, "course.json", CompressionLevel.Optimal, cancellationToken))
        {
            await entry.WriteAsync(json, cancellationToken);
        }

        if (picture is not null)
        {
            await using var entry = await EntryAsync(zip, path!, CompressionLevel.NoCompression, cancellationToken);
            await picture.CopyToAsync(entry, cancellationToken);
        }

        foreach (var file in media)
        {
            await using var stored = await uploads.OpenAsync(file.Id, cancellationToken)
                ?? throw new FileNotFoundException("A medium of the course is not in the storage.");
            await using var entry = await EntryAsync(zip, file.Path, CompressionLevel.NoCompression, cancellationToken);
            await stored.Content.CopyToAsync(entry, cancellationToken);
        }
    }

    /// <summary>Makes a course, as a draft, of an archive: all of it, or nothing and the reason why.</summary>
    /// <param name="content">Seekable.</param>
    /// <param name="check">What is wrong with the course's own fields, if anything is.</param>
    /// <param name="author">Who will own it.</param>
    /// <param name="cancellationToken">Ends the work; nothing is made then.</param>
    public async Task<Outcome<Guid>> ImportAsync(
        Stream content, Func<PackagedCourse, Failure?> check, Caller author, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(check);
        if (!(await CourseArchive.OpenAsync(content, cancellationToken)).TryGet(out var archive, out var failure))
        {
            return failure;
        }

        await using (archive)
        {
            if (check(archive.Package.Course) is { } wrong)
            {
                return wrong;
            }

            var media = new Dictionary<Guid, Guid>();
            Guid? made = null;
            try
            {
                var outcome = await ImportAsync(archive, media, author, cancellationToken);
                made = outcome.Failure is null ? outcome.Value : null;
                return outcome;
            }
            finally
            {
                if (made is null)
                {
                    await RemoveAsync(media.Values);
                }
            }
        }
    }

    private static async Task<Stream> EntryAsync(ZipArchive zip, string path, CompressionLevel level, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(path, level);
        entry.LastWriteTime = EntryTime;
        return await entry.OpenAsync(cancellationToken);
    }

    /// <param name="archive">Checked.</param>
    /// <param name="media">Gets what is uploaded, as it goes.</param>
    /// <param name="author">Whose course and files they will be.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task<Outcome<Guid>> ImportAsync(
        CourseArchive archive, Dictionary<Guid, Guid> media, Caller author, CancellationToken cancellationToken)
    {
        foreach (var file in archive.Package.Media)
        {
            if (!(await SaveAsync(archive, file, author, cancellationToken)).TryGet(out var upload, out var failure))
            {
                return failure;
            }

            media[file.Id] = upload.Id;
        }

        var picture = await SavePictureAsync(archive, cancellationToken);
        if (picture?.Failure is { } wrong)
        {
            return wrong;
        }

        var course = archive.Package.Course with { Image = picture?.Value };
        return await packages.MakeAsync(archive.Package with { Course = course }, media, author, cancellationToken);
    }

    private async Task<Outcome<UploadView>> SaveAsync(
        CourseArchive archive, PackagedFile file, Caller author, CancellationToken cancellationToken)
    {
        await using var unpacked = TemporaryFile();
        if (!await archive.TryUnpackAsync(file.Path, file.Size, unpacked, cancellationToken))
        {
            return CourseArchive.Invalid("A file in the archive has not the size that its JSON says, or is damaged.");
        }

        unpacked.Position = 0;
        return await uploads.SaveAsync(
            new(UploadPurpose.Media, file.FileName, file.ContentType, file.Size, file.Sha256), unpacked, author, cancellationToken);
    }

    private async Task<Outcome<string>?> SavePictureAsync(CourseArchive archive, CancellationToken cancellationToken)
    {
        if (archive.Package.Course.Image is not { } path)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        return await archive.TryUnpackAtMostAsync(path, ImageContent.MaxBytes, bytes, cancellationToken)
            ? await images.SaveAsync(bytes.ToArray(), cancellationToken)
            : ImageTooLarge;
    }

    private static FileStream TemporaryFile() => new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    private async Task RemoveAsync(IEnumerable<Guid> media)
    {
        foreach (var id in media)
        {
            await uploads.DeleteAsync(id, CancellationToken.None);
        }
    }
}
