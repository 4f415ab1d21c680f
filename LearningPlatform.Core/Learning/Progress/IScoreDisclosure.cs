namespace LearningPlatform.Core.Learning.Progress;

/// <summary>
/// Which scores learners may not see, or not yet: whoever scores something says so, and no view of a learner's own progress shows it then.
/// What a score completes stays complete.
/// </summary>
public interface IScoreDisclosure
{
    /// <summary>Those of <paramref name="activityIds"/> whose scores are hidden from learners now.</summary>
    Task<IReadOnlySet<Guid>> HiddenAsync(IReadOnlyCollection<Guid> activityIds, CancellationToken cancellationToken);
}
