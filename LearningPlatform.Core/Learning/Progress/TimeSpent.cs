namespace LearningPlatform.Core.Learning.Progress;

/// <summary>
/// Time that clients report. Nothing is ever awarded for it, and it can't be made up: all reports of a course together never exceed the
/// time that has passed since the enrolment.
/// </summary>
public static class TimeSpent
{
    /// <summary>The most minutes that one report may claim.</summary>
    public const int MaxMinutes = 1_440;

    /// <summary>How many of the claimed minutes count, in seconds.</summary>
    /// <param name="claimedMinutes">0 to <see cref="MaxMinutes"/>; null for no claim.</param>
    /// <param name="learner">What was counted already.</param>
    /// <param name="now">The end of the claimed time.</param>
    public static int Credit(int? claimedMinutes, LearnerState learner, DateTimeOffset now)
    {
        var from = learner.CountedUntil is { } counted && counted > learner.EnrolledAt ? counted : learner.EnrolledAt;
        var possible = Math.Max(0, (now - from).TotalSeconds);
        return (int)Math.Min(60.0 * (claimedMinutes ?? 0), possible);
    }
}
