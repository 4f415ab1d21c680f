using LearningPlatform.Core.Catalog.Authoring;
using LearningPlatform.Core.Files;

namespace LearningPlatform.Core.Catalog.Archives;

/// <summary>What an archive's JSON keeps to, beyond its shape.</summary>
internal static class PackageRules
{
    private const string FilesFolder = "files/";
    private const string PictureName = "picture.";
    private const int MaxParts = 20;

    /// <param name="package">As it was read.</param>
    /// <param name="names">The archive's entries beside the JSON.</param>
    /// <param name="maxBytes">What all files together may have.</param>
    public static Failure? Check(CoursePackage package, IReadOnlyCollection<string> names, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(package);
        if (HasGaps(package))
        {
            return CourseArchive.Invalid("A list has null in it.");
        }

        if (package is not { Format: CoursePackage.FormatName, Version: CoursePackage.CurrentVersion })
        {
            return CourseArchive.Invalid($"Only {CoursePackage.FormatName}, version {CoursePackage.CurrentVersion}, can be imported.");
        }

        if (package.Course.Prerequisites.Length > CoursePrerequisites.MaxCount || package.Parts.Count > MaxParts)
        {
            return CourseArchive.Invalid("The course has too many prerequisites or parts.");
        }

        return OutlineRules.Check(package.Outline) ?? CheckFiles(package, names, maxBytes);
    }

    /// <summary>Null in lists: the one thing that the serialiser lets through.</summary>
    private static bool HasGaps(CoursePackage package) =>
        package.Outline.Modules.Any(module => module is null || module.Lessons.Any(lesson => lesson is null))
        || package.Media.Any(file => file is null)
        || package.Parts.Values.Any(part => part is null);

    private static Failure? CheckFiles(CoursePackage package, IReadOnlyCollection<string> names, long maxBytes)
    {
        var paths = package.Media.Select(file => file.Path).ToList();
        var ids = package.Media.Select(file => file.Id).ToHashSet();
        if (package.Course.Image is { } picture)
        {
            paths.Add(picture);
        }

        return paths switch
        {
            _ when package.Media.Any(file => !IsFile(file)) || (package.Course.Image is { } image && !IsPicture(image)) =>
                CourseArchive.Invalid("A file's path, name, size or hash is not one."),
            _ when ids.Count != package.Media.Count || paths.Distinct(StringComparer.Ordinal).Count() != paths.Count =>
                CourseArchive.Invalid("Two files have one id or one path."),
            _ when !names.Order(StringComparer.Ordinal).SequenceEqual(paths.Order(StringComparer.Ordinal), StringComparer.Ordinal) =>
                CourseArchive.Invalid("The archive has not exactly the files that its JSON names."),
            _ when package.Outline.Lessons.Any(lesson => lesson.MediaId is { } id && !ids.Contains(id)) =>
                CourseArchive.Invalid("A lesson shows a file that the archive does not have."),
            _ when package.Media.Sum(file => file.Size) > maxBytes =>
                CourseArchive.Invalid("The files unpack to much more than the archive has."),
            _ => null,
        };
    }

    private static bool IsFile(PackagedFile file) =>
        file.Size > 0
        && file.Size <= UploadRules.Of(UploadPurpose.Media).MaxBytes
        && UploadRules.IsFileName(file.FileName)
        && file.Path.StartsWith(FilesFolder, StringComparison.Ordinal)
        && IsPart(file.Path[FilesFolder.Length..])
        && file.ContentType.Length is > 0 and <= 100
        && file.Sha256.Length == 64 && file.Sha256.All(char.IsAsciiHexDigit);

    private static bool IsPicture(string path) =>
        path.StartsWith(PictureName, StringComparison.Ordinal) && IsPart(path) && path.Length <= 20;

    /// <summary>One step of a path. None is ever used as one, but who unpacks an archive by hand is spared the surprise.</summary>
    private static bool IsPart(string name) =>
        name.Length is > 0 and <= 300 && name is not ("." or "..") && name.IndexOfAny(['/', '\\', '\0']) < 0;
}
