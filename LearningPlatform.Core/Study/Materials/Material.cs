using LearningPlatform.Core.Files;
using LearningPlatform.Core.Study.Contents;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>What kind of file it is (document 2), by its content.</summary>
public enum MaterialType
{
    Pdf,
    Word,
    Figma,
    Other,
}

/// <summary>What somebody may do with a material that was shared with them.</summary>
public enum MaterialPermission
{
    View,

    /// <summary>Rename it, and add versions.</summary>
    Edit,
}

/// <summary>Somebody a material is shared with.</summary>
public sealed record MaterialShare(Guid UserId, MaterialPermission Permission);

/// <summary>A file that a material has or had.</summary>
/// <param name="Number">From 1.</param>
/// <param name="UploadId">Where its bytes are.</param>
/// <param name="FileName">What a download is called.</param>
/// <param name="ContentType">Of the content.</param>
/// <param name="FileType">The same as one word of document 2.</param>
/// <param name="FileSize">In bytes.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="UploadedBy">Who.</param>
/// <param name="CreatedAt">When it was added.</param>
public sealed record MaterialVersion(
    int Number,
    Guid UploadId,
    string FileName,
    string ContentType,
    MaterialType FileType,
    long FileSize,
    string? Sha256,
    Guid UploadedBy,
    DateTimeOffset CreatedAt)
{
    public static MaterialVersion Of(int number, UploadView upload, Guid userId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(upload);
        return new(
            number, upload.Id, upload.FileName, upload.ContentType, TypeOf(upload.ContentType, upload.FileName), upload.Size, upload.Sha256,
            userId, now);
    }

    /// <summary>Figma's own files are ZIP archives without a content type of their own: there the name decides; it opens nothing.</summary>
    internal static MaterialType TypeOf(string contentType, string fileName) => contentType switch
    {
        "application/pdf" => MaterialType.Pdf,
        "application/msword" or "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => MaterialType.Word,
        "application/zip" when fileName.EndsWith(".fig", StringComparison.OrdinalIgnoreCase) => MaterialType.Figma,
        _ => MaterialType.Other,
    };
}

/// <summary>A file to study with, one's own, shared with people, or in a room (document 2), with its earlier versions.</summary>
public sealed record Material : IRoomItem
{
    public const int NameMaxLength = 200;
    public const int DescriptionMaxLength = 2_000;
    public const int MaxShares = 100;
    public const int MaxVersions = 20;

    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public required Guid OwnerId { get; init; }
    public Guid? RoomId { get; init; }

    /// <summary>Lies in a room: its people see it.</summary>
    public bool IsShared => RoomId is not null;

    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }
    public IReadOnlyList<MaterialShare> SharedWith { get; init; } = [];

    /// <summary>The newest last; at least one.</summary>
    public required IReadOnlyList<MaterialVersion> Versions { get; init; }

    internal MaterialVersion Newest => Versions[^1];

    /// <summary>Of all versions, in bytes.</summary>
    internal long TotalSize => Versions.Sum(version => version.FileSize);

    internal MaterialPermission? PermissionOf(Guid userId) => SharedWith.FirstOrDefault(share => share.UserId == userId)?.Permission;

    /// <summary>Adds a file; the earlier ones stay.</summary>
    public Outcome<Material> WithVersion(UploadView upload, Guid userId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(upload);
        return RefusalOf(upload.Id) is { } refusal
            ? refusal
            : this with { Versions = [.. Versions, MaterialVersion.Of(Newest.Number + 1, upload, userId, now)], UpdatedAt = now };
    }

    /// <summary>Why the upload cannot become its newest file.</summary>
    internal Failure? RefusalOf(Guid uploadId) => Versions.Any(version => version.UploadId == uploadId) ? UploadFailures.InUse
        : Versions.Count >= MaxVersions ? MaterialFailures.TooManyVersions
        : null;

    /// <summary>Shares it with somebody, changes how, or (null) ends it.</summary>
    public Outcome<Material> ShareWith(Guid userId, MaterialPermission? permission)
    {
        MaterialShare[] others = [.. SharedWith.Where(share => share.UserId != userId)];
        return userId == OwnerId ? MaterialFailures.OwnerHasIt
            : permission is not { } granted ? this with { SharedWith = others }
            : others.Length >= MaxShares ? MaterialFailures.TooManyShares
            : this with { SharedWith = [.. others, new(userId, granted)] };
    }
}

/// <summary>Why materials say no.</summary>
public static class MaterialFailures
{
    public static readonly Failure NotFound = Failure.NotFound("MATERIAL_NOT_FOUND", "There is no such material.");
    public static readonly Failure VersionNotFound = Failure.NotFound("MATERIAL_VERSION_NOT_FOUND", "The material has no such version.");
    public static readonly Failure NotYours = Failure.Forbidden("MATERIAL_READ_ONLY", "You may only read this material.");
    public static readonly Failure OwnerHasIt = Failure.Conflict("MATERIAL_OWNER", "Its owner has it already.");

    /// <summary>A version was added while it was put into another room: what was counted for either is not what would be there.</summary>
    public static readonly Failure Changed =
        Failure.Conflict("MATERIAL_CHANGED", "The material was changed at the same moment. Try again.");

    public static readonly Failure TooManyShares =
        Failure.Conflict("TOO_MANY_SHARES", $"A material is shared with at most {Material.MaxShares} people; a room takes more.");

    public static readonly Failure TooManyVersions =
        Failure.Conflict("TOO_MANY_VERSIONS", $"A material has at most {Material.MaxVersions} versions.");

    public static readonly Failure RoomFull =
        Failure.Conflict("ROOM_STORAGE_FULL", "The room's materials take all the room it has. Remove some first.");
}
