using LearningPlatform.Core.Learning.Progress;

namespace LearningPlatform.Core.Learning;

/// <summary>What enrolling can be refused for.</summary>
public static class LearningFailures
{
    public static readonly Failure CourseNotFound = Failure.NotFound("COURSE_NOT_FOUND", "There is no such course.");
    public static readonly Failure AlreadyEnrolled = Failure.Conflict("ALREADY_ENROLLED", "The student is enrolled in this course already.");
    public static readonly Failure CourseFull = Failure.Conflict("COURSE_FULL", "Every seat of this course is taken.");
    public static readonly Failure CourseNotFull = Failure.Conflict("COURSE_NOT_FULL", "There are free seats: enrol instead of waiting.");
    public static readonly Failure CourseClosed = Failure.Conflict("COURSE_CLOSED", "This course is archived and takes no more students.");
    public static readonly Failure CourseIsDraft = Failure.Conflict("COURSE_NOT_PUBLISHED", "Publish the course before students are enrolled.");
    public static readonly Failure AlreadyWaiting = Failure.Conflict("ALREADY_WAITING", "You are on this course's waiting list already.");
    public static readonly Failure NotWaiting = Failure.NotFound("NOT_WAITING", "You are not on this course's waiting list.");
    public static readonly Failure EnrollmentNotFound = Failure.NotFound("ENROLLMENT_NOT_FOUND", "There is no such enrolment.");
    public static readonly Failure CohortNotFound = Failure.NotFound("COHORT_NOT_FOUND", "There is no such cohort in this course.");
    public static readonly Failure CohortOver = Failure.Conflict("COHORT_ENDED", "This cohort's time is over.");
    public static readonly Failure CohortNameTaken = Failure.Conflict("COHORT_NAME_TAKEN", "This course has a cohort of this name.");
    public static readonly Failure CohortNotEmpty = Failure.Conflict("COHORT_NOT_EMPTY", "Move the cohort's students to another one first.");
    public static readonly Failure CodeNotFound = Failure.NotFound("CODE_NOT_FOUND", "There is no such enrolment code.");
    public static readonly Failure PersonNotFound = Failure.NotFound("USER_NOT_FOUND", "There is no such account.");

    public static readonly Failure CodeInvalid = Failure.Forbidden(
        "ENROLLMENT_CODE_INVALID", "This code is unknown, used up, expired or revoked.");

    public static readonly Failure ByCodeOnly = Failure.Forbidden("ENROLLMENT_BY_CODE", "This course is open to those who have a code.");

    public static readonly Failure ByInvitationOnly = Failure.Forbidden(
        "ENROLLMENT_BY_INVITATION", "The course's instructors enrol its students.");

    /// <summary>The refusal for a course whose prerequisites are open; its details name them.</summary>
    public static Failure CoursesMissing(IEnumerable<Guid> courseIds) => new(
        FailureKind.Conflict,
        "COURSE_PREREQUISITES_MISSING",
        "Complete the courses that this one builds on first.",
        ProgressFailures.Ids("course_ids", courseIds));
}
