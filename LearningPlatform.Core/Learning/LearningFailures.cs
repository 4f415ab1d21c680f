namespace LearningPlatform.Core.Learning;

/// <summary>What enrolling can be refused for.</summary>
public static class LearningFailures
{
    public static readonly Failure CourseNotFound = Failure.NotFound("COURSE_NOT_FOUND", "There is no such course.");
    public static readonly Failure AlreadyEnrolled = Failure.Conflict("ALREADY_ENROLLED", "The student is enrolled in this course already.");
    public static readonly Failure CourseFull = Failure.Conflict("COURSE_FULL", "Every seat of this course is taken.");
    public static readonly Failure CourseClosed = Failure.Conflict("COURSE_CLOSED", "This course is archived and takes no more students.");
    public static readonly Failure EnrollmentNotFound = Failure.NotFound("ENROLLMENT_NOT_FOUND", "There is no such enrolment.");
}
