namespace LearningPlatform.Core.Identity;

/// <summary>What a learner tells about themselves (document 1, <c>user_profiles</c>).</summary>
public sealed class UserProfile
{
    public required Guid UserId { get; init; }
    public string? ExperienceLevel { get; set; }
    public string? CareerGoal { get; set; }
    public string[] FocusAreas { get; set; } = [];
    public string? TimeCommitment { get; set; }
    public string? LinkedinUrl { get; set; }
    public string? GithubUrl { get; set; }

    /// <summary>IANA name; days, streaks and digests follow it.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>Two letters; the language that mail comes in, if there is a template.</summary>
    public string Language { get; set; } = "en";
}
