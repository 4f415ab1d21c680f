namespace LearningPlatform.Core.Assessments;

/// <summary>What assessments refuse.</summary>
public static class AssessmentFailures
{
    public static readonly Failure NotFound = Failure.NotFound("ASSESSMENT_NOT_FOUND", "There is no such assessment.");
    public static readonly Failure AttemptNotFound = Failure.NotFound("ATTEMPT_NOT_FOUND", "There is no such attempt.");
    public static readonly Failure NotEnrolled = Failure.Forbidden(
        "NOT_ENROLLED", "Only those who are enrolled in the course may take its assessments.");
    public static readonly Failure NotOpen = Failure.Conflict("ASSESSMENT_NOT_OPEN", "The assessment has not opened yet.");
    public static readonly Failure Closed = Failure.Conflict("ASSESSMENT_CLOSED", "The assessment has closed.");
    public static readonly Failure Empty = Failure.Conflict("ASSESSMENT_EMPTY", "The assessment has no questions.");
    public static readonly Failure Running = Failure.Conflict("ATTEMPT_RUNNING", "An attempt is running already; submit it first.");
    public static readonly Failure NoneRunning = Failure.Conflict("NO_ATTEMPT_RUNNING", "No attempt is running.");
    public static readonly Failure LimitReached = Failure.Conflict("ATTEMPTS_USED_UP", "There are no attempts left.");
    public static readonly Failure Submitted = Failure.Conflict("ATTEMPT_SUBMITTED", "The attempt has been submitted.");
    public static readonly Failure TimeOver = Failure.Conflict(
        "TIME_IS_OVER", "The time is over; the attempt is submitted with what had been saved.");

    public static readonly Failure OutOfDate = Failure.Conflict(
        "ANSWERS_OUT_OF_DATE", "Newer answers have been saved already; these were not.");

    public static readonly Failure NotSubmitted = Failure.Conflict("ATTEMPT_NOT_SUBMITTED", "The attempt is still running.");

    public static readonly Failure HasAttempts = Failure.Conflict(
        "ASSESSMENT_HAS_ATTEMPTS", "Learners have taken this assessment. Make it a draft to take it away from them.");
}
