namespace LearningPlatform.Core.Events;

/// <summary>An attempt at an assessment was submitted; its score may follow later, when a person has graded it.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Number">The learner's first, second, … attempt.</param>
/// <param name="SubmittedBy"><c>learner</c>, or <c>timeout</c> when the time was over.</param>
public sealed record AssessmentSubmitted(Guid AssessmentId, Guid AttemptId, int Number, string SubmittedBy) : IEventMetadata<AssessmentSubmitted>
{
    public static EventKind<AssessmentSubmitted> Kind { get; } = new(Topics.Assessment, "ASSESSMENT_SUBMITTED");
}

/// <summary>A person has graded an essay of an attempt; <c>user_id</c> is its learner.</summary>
/// <param name="AssessmentId">The assessment.</param>
/// <param name="AttemptId">The attempt.</param>
/// <param name="Title">The assessment's title.</param>
public sealed record AssessmentGraded(Guid AssessmentId, Guid AttemptId, string Title) : IEventMetadata<AssessmentGraded>
{
    public static EventKind<AssessmentGraded> Kind { get; } = new(Topics.Assessment, "ASSESSMENT_GRADED");
}
