namespace LearningPlatform.Core.Catalog;

public enum Difficulty
{
    Beginner,
    Intermediate,
    Advanced,
}

public enum CourseStatus
{
    /// <summary>Seen by its instructor and admins only.</summary>
    Draft,

    /// <summary>In the catalogue, open for enrolment.</summary>
    Published,

    /// <summary>Out of the catalogue and closed; those who are enrolled keep it.</summary>
    Archived,
}

/// <summary>When a learner has completed a course.</summary>
public enum CompletionRule
{
    /// <summary>Every lesson is done.</summary>
    All,

    /// <summary>Every required lesson is done.</summary>
    Required,

    /// <summary>Every required lesson is done, and the mean score of what is scored reaches <see cref="Course.MinimumScore"/>.</summary>
    Score,
}

/// <summary>A course in the catalogue (documents 1, 4 and 5).</summary>
public sealed class Course
{
    public const int TitleMaxLength = 200;
    public const int DescriptionMaxLength = 20_000;
    public const int TagMaxLength = 50;
    public const int TagsMaxCount = 20;
    public const int CapacityMax = 1_000_000;

    public required Guid Id { get; init; }
    public required string Title { get; set; }

    /// <summary>Plain text or Markdown; never HTML that is rendered as such.</summary>
    public required string Description { get; set; }

    public required Difficulty Difficulty { get; set; }
    public CourseStatus Status { get; set; }
    public string[] Tags { get; set; } = [];
    public string[] Skills { get; set; } = [];

    /// <summary>Object in the bucket of course images; null without one.</summary>
    public string? ImageKey { get; set; }

    public required Guid InstructorId { get; init; }

    /// <summary>Seats; null for as many as come.</summary>
    public int? Capacity { get; set; }

    /// <summary>Held by the enrolment statement while there is a capacity; a check constraint keeps it within.</summary>
    public int SeatsTaken { get; set; }

    /// <summary>Enrolments at the last count; Workers keep it.</summary>
    public int Popularity { get; set; }

    public CompletionRule CompletionRule { get; set; }

    /// <summary>In percent, 1 to 100; set for <see cref="CompletionRule.Score"/>.</summary>
    public int? MinimumScore { get; set; }

    /// <summary>Courses to complete before enrolling here; ids that are gone count for nothing.</summary>
    public Guid[] Prerequisites { get; set; } = [];

    public DateTimeOffset? PublishedAt { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>Counts the changes; the resource's ETag.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The outline, in order of <see cref="CourseModule.Position"/>.</summary>
    public List<CourseModule> Modules { get; init; } = [];
}
