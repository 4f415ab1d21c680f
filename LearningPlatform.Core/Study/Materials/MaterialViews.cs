using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Materials;

/// <summary>A material as it is answered and seen live: the newest file's data beside its own.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">May be empty.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="RoomId">The room it lies in; null for none.</param>
/// <param name="FileType">pdf, word, figma or other.</param>
/// <param name="FileName">What a download is called.</param>
/// <param name="ContentType">Of the content.</param>
/// <param name="FileUrl">Leads to a signed URL, for whoever may see the material.</param>
/// <param name="FileSize">Of the newest file, in bytes.</param>
/// <param name="Sha256">Of the newest file, lower-case hex.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it was last changed.</param>
/// <param name="SharedWith">For its owner; others get an empty list.</param>
/// <param name="VersionNumber">Of the newest file, from 1.</param>
/// <param name="Version">The ETag.</param>
public sealed record MaterialView(
    Guid Id,
    string Name,
    string Description,
    Guid OwnerId,
    Guid? RoomId,
    MaterialType FileType,
    string FileName,
    string ContentType,
    string FileUrl,
    long FileSize,
    string? Sha256,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    IReadOnlyList<MaterialShare> SharedWith,
    int VersionNumber,
    int Version) : IVersioned
{
    /// <param name="document">The material.</param>
    /// <param name="readerId">Whom it is for; null for a whole room.</param>
    public static MaterialView Of(Document<Material> document, Guid? readerId)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (material, file) = (document.Body, document.Body.Newest);
        return new(
            document.Id, material.Name, material.Description, material.OwnerId, material.RoomId, file.FileType, file.FileName,
            file.ContentType, $"/api/v1/materials/{document.Id}/download", file.FileSize, file.Sha256, material.CreatedAt, material.UpdatedAt,
            readerId == material.OwnerId ? material.SharedWith : [], file.Number, (int)document.Version);
    }
}

/// <summary>What a room's people see live of its materials.</summary>
public static class MaterialEvents
{
    public static RoomEventKind<MaterialView> Created { get; } = new("material.created", StudyJson.Default.MaterialView);
    public static RoomEventKind<MaterialView> Updated { get; } = new("material.updated", StudyJson.Default.MaterialView);
    public static RoomEventKind<Contents.ItemReference> Deleted { get; } = new("material.deleted", StudyJson.Default.ItemReference);
}
