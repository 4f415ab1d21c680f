using LearningPlatform.Core.Identity;

namespace LearningPlatform.Core.Catalog;

public enum CourseSort
{
    Newest,
    Title,
    Popular,
}

/// <summary>Which courses a list is asked for.</summary>
/// <param name="Text">Full-text search over title, tags and description; null for all.</param>
/// <param name="Difficulty">Only of this one.</param>
/// <param name="Tag">Only with this tag, in lower case.</param>
/// <param name="InstructorId">Only of this instructor.</param>
/// <param name="Status">Anything but published needs a <paramref name="Viewer"/>.</param>
/// <param name="Sort">The order; ties are broken by id.</param>
/// <param name="Limit">1 to 100.</param>
/// <param name="After">Where the page before ended.</param>
/// <param name="Viewer">Set for lists of what is not published: an instructor sees their own, an admin all.</param>
public sealed record CourseFilter(
    string? Text,
    Difficulty? Difficulty,
    string? Tag,
    Guid? InstructorId,
    CourseStatus Status,
    CourseSort Sort,
    int Limit,
    Cursor? After,
    Caller? Viewer)
{
    public const int TextMaxLength = 200;

    /// <summary>The same for every way to write the same question; what the shared cache is keyed by.</summary>
    public string CacheKey() =>
        $"{Text}\u001f{Difficulty}\u001f{Tag}\u001f{InstructorId:N}\u001f{Sort}\u001f{Limit}\u001f{After?.Key}\u001f{After?.Id:N}";
}
