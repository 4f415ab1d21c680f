using System.Collections.Frozen;
using System.Globalization;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Files;

/// <summary>What a file is uploaded for; it can be used for nothing else.</summary>
public enum UploadPurpose
{
    /// <summary>The picture of an account.</summary>
    Avatar,

    /// <summary>Part of a course: pictures, videos, documents.</summary>
    Media,

    /// <summary>Shared in a study room, or one's own.</summary>
    Material,

    /// <summary>Handed in: evidence of a lab, an answer.</summary>
    Submission,
}

/// <summary>What a purpose allows.</summary>
/// <param name="Bucket">Where its files end up.</param>
/// <param name="MaxBytes">The largest file.</param>
/// <param name="ContentTypes">The types that are taken; a subset of <see cref="FileFormats"/>.</param>
/// <param name="Unused">How long a completed file waits for being used.</param>
public sealed record UploadRule(string Bucket, long MaxBytes, FrozenSet<string> ContentTypes, TimeSpan Unused);

/// <summary>The limits of uploads, all of them.</summary>
public static class UploadRules
{
    public const int FileNameMaxLength = 255;

    /// <summary>Files of one person, those on their way included.</summary>
    public const int MaxFiles = 10_000;

    /// <summary>How long a signed URL takes the bytes; a transfer that has begun may take longer.</summary>
    public static readonly TimeSpan LinkLifetime = TimeSpan.FromHours(1);

    /// <summary>How long an upload waits for its completion.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>Media are gathered before the lessons that show them are written.</summary>
    private static readonly TimeSpan MediaPatience = TimeSpan.FromDays(30);

    private const long Megabyte = 1024 * 1024;
    private const long Gigabyte = 1024 * Megabyte;

    private static readonly FrozenSet<string> Everything = FileFormats.All.Keys.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenDictionary<UploadPurpose, UploadRule> Rules = new Dictionary<UploadPurpose, UploadRule>
    {
        [UploadPurpose.Avatar] = new(Buckets.UserAvatars, 5 * Megabyte, FileFormats.Pictures, Patience),
        [UploadPurpose.Media] = new(Buckets.Media, Gigabyte, Everything, MediaPatience),
        [UploadPurpose.Material] = new(Buckets.Materials, 100 * Megabyte, Everything, Patience),
        [UploadPurpose.Submission] = new(Buckets.Submissions, 100 * Megabyte, Everything, Patience),
    }.ToFrozenDictionary();

    public static UploadRule Of(UploadPurpose purpose) => Rules[purpose];

    /// <summary>A name and nothing else; invisible characters could make it look like another one.</summary>
    public static bool IsFileName(string? name) =>
        name is { Length: <= FileNameMaxLength }
        && !string.IsNullOrWhiteSpace(name)
        && name is not ("." or "..")
        && name.All(character => character is not ('/' or '\\')
            && char.GetUnicodeCategory(character)
                is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator));

    /// <summary>Bytes that one person's files may take, those on their way included.</summary>
    public static long QuotaOf(Role role) => role switch
    {
        Role.Admin => 100 * Gigabyte,
        Role.Instructor => 20 * Gigabyte,
        _ => Gigabyte,
    };
}
