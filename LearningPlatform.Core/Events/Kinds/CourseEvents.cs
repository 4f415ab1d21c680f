namespace LearningPlatform.Core.Events;

/// <summary>A course was created, as a draft.</summary>
public sealed record CourseCreated(string Title, Guid InstructorId) : IEventMetadata<CourseCreated>
{
    public static EventKind<CourseCreated> Kind { get; } = new(Topics.Course, "COURSE_CREATED");
}

/// <summary>What a course says about itself was changed.</summary>
public sealed record CourseUpdated(string Title, Guid InstructorId) : IEventMetadata<CourseUpdated>
{
    public static EventKind<CourseUpdated> Kind { get; } = new(Topics.Course, "COURSE_UPDATED");
}

/// <summary>A course went into the catalogue; <c>user_id</c> is whoever did it.</summary>
public sealed record CoursePublished(string Title, Guid InstructorId) : IEventMetadata<CoursePublished>
{
    public static EventKind<CoursePublished> Kind { get; } = new(Topics.Course, "COURSE_PUBLISHED");
}

/// <summary>Learners see a new version of the outline.</summary>
/// <param name="Title">The course's.</param>
/// <param name="Number">The version, from 1.</param>
public sealed record CourseVersionPublished(string Title, int Number) : IEventMetadata<CourseVersionPublished>
{
    public static EventKind<CourseVersionPublished> Kind { get; } = new(Topics.Course, "COURSE_VERSION_PUBLISHED");
}

/// <summary>Other courses come before this one than did.</summary>
/// <param name="CourseIds">All of them.</param>
public sealed record CoursePrerequisitesChanged(IReadOnlyList<Guid> CourseIds) : IEventMetadata<CoursePrerequisitesChanged>
{
    public static EventKind<CoursePrerequisitesChanged> Kind { get; } = new(Topics.Course, "COURSE_PREREQUISITES_CHANGED");
}

/// <summary>A teacher has news for a course's learners; <c>user_id</c> is the teacher.</summary>
/// <param name="AnnouncementId">The announcement.</param>
/// <param name="Title">Its title.</param>
public sealed record CourseAnnounced(Guid AnnouncementId, string Title) : IEventMetadata<CourseAnnounced>
{
    public static EventKind<CourseAnnounced> Kind { get; } = new(Topics.Course, "COURSE_ANNOUNCED");
}

/// <summary>Somebody teaches a course beside its owner; <c>user_id</c> is who said so.</summary>
public sealed record CourseInstructorAdded(Guid InstructorId, string Title) : IEventMetadata<CourseInstructorAdded>
{
    public static EventKind<CourseInstructorAdded> Kind { get; } = new(Topics.Course, "COURSE_INSTRUCTOR_ADDED");
}

/// <summary>Somebody teaches a course no longer; <c>user_id</c> is who said so, perhaps they themselves.</summary>
public sealed record CourseInstructorRemoved(Guid InstructorId, string Title) : IEventMetadata<CourseInstructorRemoved>
{
    public static EventKind<CourseInstructorRemoved> Kind { get; } = new(Topics.Course, "COURSE_INSTRUCTOR_REMOVED");
}

/// <summary>A course was taken out of the catalogue; those who are enrolled keep it.</summary>
public sealed record CourseArchived(string Title, Guid InstructorId) : IEventMetadata<CourseArchived>
{
    public static EventKind<CourseArchived> Kind { get; } = new(Topics.Course, "COURSE_ARCHIVED");
}

/// <summary>A course is no more, with everything in it.</summary>
public sealed record CourseDeleted(string Title, Guid InstructorId) : IEventMetadata<CourseDeleted>
{
    public static EventKind<CourseDeleted> Kind { get; } = new(Topics.Course, "COURSE_DELETED");
}

/// <summary>Somebody took a seat; <c>user_id</c> is null for a guest (document 4).</summary>
/// <param name="EnrollmentId">The enrolment.</param>
/// <param name="StudentEmail">The address that a guest gave, or the account's own, in lower case.</param>
public sealed record CourseEnrolled(Guid EnrollmentId, string? StudentEmail) : IEventMetadata<CourseEnrolled>
{
    public static EventKind<CourseEnrolled> Kind { get; } = new(Topics.Course, "COURSE_ENROLLED");
}

/// <summary>Somebody gave the seat back, or an admin took it.</summary>
/// <param name="EnrollmentId">The enrolment, which is gone.</param>
/// <param name="StudentEmail">As with <see cref="CourseEnrolled"/>.</param>
public sealed record CourseLeft(Guid EnrollmentId, string? StudentEmail) : IEventMetadata<CourseLeft>
{
    public static EventKind<CourseLeft> Kind { get; } = new(Topics.Course, "COURSE_LEFT");
}

/// <summary>The course is full; <c>user_id</c> waits for a seat.</summary>
public sealed record CourseWaitingListJoined : IEventMetadata<CourseWaitingListJoined>
{
    public static EventKind<CourseWaitingListJoined> Kind { get; } = new(Topics.Course, "COURSE_WAITING_LIST_JOINED");
}

/// <summary>A lesson was completed for the first time.</summary>
public sealed record LessonCompleted(Guid LessonId, Guid ModuleId) : IEventMetadata<LessonCompleted>
{
    public static EventKind<LessonCompleted> Kind { get; } = new(Topics.Course, "LESSON_COMPLETED");
}

/// <summary>A module was completed for the first time.</summary>
/// <param name="ModuleId">The module.</param>
/// <param name="Score">In percent, where the module has one.</param>
public sealed record ModuleCompleted(Guid ModuleId, int? Score) : IEventMetadata<ModuleCompleted>
{
    public static EventKind<ModuleCompleted> Kind { get; } = new(Topics.Course, "MODULE_COMPLETED");
}

/// <summary>Everything that the course asks for is done.</summary>
public sealed record CourseCompleted(string Title) : IEventMetadata<CourseCompleted>
{
    public static EventKind<CourseCompleted> Kind { get; } = new(Topics.Course, "COURSE_COMPLETED");
}
