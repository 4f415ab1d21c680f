namespace LearningPlatform.Core.Learning;

/// <summary>That somebody takes a course: an account, or a guest known by address only (document 4).</summary>
public sealed class Enrollment
{
    public required Guid Id { get; init; }
    public required Guid CourseId { get; init; }
    public Guid? UserId { get; set; }

    /// <summary>In lower case; null for an account whose address is not verified yet.</summary>
    public string? StudentEmail { get; set; }

    /// <summary>A cohort of the course, whose dates hold; null for no dates.</summary>
    public Guid? CohortId { get; set; }

    public required DateTimeOffset EnrolledAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; set; }

    internal static Enrollment New(Guid id, Guid courseId, Student student, Guid? cohortId, DateTimeOffset now) => new()
    {
        Id = id,
        CourseId = courseId,
        UserId = student.UserId,
        StudentEmail = student.Email,
        CohortId = cohortId,
        EnrolledAt = now,
        CreatedAt = now,
        UpdatedAt = now,
    };
}
