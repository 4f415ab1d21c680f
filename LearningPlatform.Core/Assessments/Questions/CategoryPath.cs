namespace LearningPlatform.Core.Assessments.Questions;

/// <summary>Where a question stands in its bank: names separated by <c>/</c>, from the outermost; empty for none.</summary>
public static class CategoryPath
{
    public const int MaxLength = 1_000;

    /// <summary>
    /// Without empty levels and blanks around the names; <c>//</c> within a name is a slash of its own (as Moodle writes it).
    /// </summary>
    public static string Normalize(string? path) =>
        string.Join('/', Names(path).Select(name => name.Replace("/", "//", StringComparison.Ordinal)));

    /// <summary>The levels' names, a doubled slash undone.</summary>
    public static IReadOnlyList<string> Names(string? path) =>
    [
        .. (path ?? "").Replace("//", "\0", StringComparison.Ordinal)
            .Split('/', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(name => name.Replace('\0', '/')),
    ];
}
