namespace LearningPlatform.Core.Catalog;

/// <summary>A part of a course.</summary>
public sealed class CourseModule
{
    public const int DescriptionMaxLength = 5_000;

    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }
    public required string Title { get; set; }
    public string Description { get; set; } = "";

    /// <summary>From 0; the order within the course.</summary>
    public required int Position { get; set; }

    public List<Lesson> Lessons { get; init; } = [];
}

public enum LessonKind
{
    Text,
    Video,
    File,
    Lab,
    Assessment,
}

/// <summary>One thing to read, watch or do.</summary>
public sealed class Lesson
{
    public const int ContentMaxLength = 200_000;

    public required Guid Id { get; init; }
    public required Guid ModuleId { get; init; }
    public required string Title { get; set; }
    public LessonKind Kind { get; set; }

    /// <summary>Markdown.</summary>
    public string Content { get; set; } = "";

    public string? MediaUrl { get; set; }
    public int? DurationMinutes { get; set; }

    /// <summary>From 0; the order within the module.</summary>
    public required int Position { get; set; }
}
