namespace LearningPlatform.Core.Events;

/// <summary>The streams that events are published to (document 5, and <c>api.md</c>'s additions).</summary>
public static class Topics
{
    public const string User = "user.events";
    public const string Course = "course.events";
    public const string Assessment = "assessment.events";
    public const string Certification = "certification.events";
    public const string Study = "study.events";
    public const string Community = "community.events";
    public const string Goal = "goal.events";

    public static IReadOnlyList<string> All { get; } = [User, Course, Assessment, Certification, Study, Community, Goal];
}
