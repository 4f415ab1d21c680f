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

    /// <summary>Closed to learners until then; null for open at once.</summary>
    public DateTimeOffset? ReleaseAt { get; set; }

    /// <summary>Modules of the same course to complete before this one opens.</summary>
    public Guid[] Prerequisites { get; set; } = [];

    /// <summary>Set when it is out of the outline; the row stays for the progress on it. Queries through EF leave such rows out.</summary>
    public DateTimeOffset? RemovedAt { get; set; }

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

    /// <summary>A lesson can move to another module of its course, and keeps its id and the progress on it.</summary>
    public required Guid ModuleId { get; set; }

    public required string Title { get; set; }
    public LessonKind Kind { get; set; }

    /// <summary>Markdown.</summary>
    public string Content { get; set; } = "";

    /// <summary>Media that lie elsewhere.</summary>
    public string? MediaUrl { get; set; }

    /// <summary>An upload with the purpose media.</summary>
    public Guid? MediaId { get; set; }

    /// <summary>The lab or the assessment, in lessons of these kinds.</summary>
    public Guid? ActivityId { get; set; }

    /// <summary>What the completion rules <c>required</c> and <c>score</c> ask for.</summary>
    public bool Required { get; set; } = true;

    public int? DurationMinutes { get; set; }

    /// <summary>From 0; the order within the module.</summary>
    public required int Position { get; set; }

    /// <summary>As <see cref="CourseModule.RemovedAt"/>.</summary>
    public DateTimeOffset? RemovedAt { get; set; }
}
