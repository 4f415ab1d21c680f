namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>An account as its owner sees it.</summary>
public record UserView(
    Guid Id,
    string Email,
    string? Username,
    string FirstName,
    string LastName,
    string DisplayName,
    string? AvatarUrl,
    Role Role,
    bool EmailVerified,
    DateTimeOffset CreatedAt)
{
    public static UserView Of(User user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return new(
            user.Id, user.Email, user.Username, user.FirstName, user.LastName, user.DisplayName, user.AvatarUrl, user.Role,
            user.EmailVerifiedAt is not null, user.CreatedAt);
    }
}

/// <summary>An account and what its owner tells about themselves (document 1).</summary>
public sealed record ProfileView(
    Guid Id,
    string Email,
    string? Username,
    string FirstName,
    string LastName,
    string DisplayName,
    string? AvatarUrl,
    Role Role,
    bool EmailVerified,
    string? ExperienceLevel,
    string? CareerGoal,
    IReadOnlyList<string> FocusAreas,
    string? TimeCommitment,
    string? LinkedinUrl,
    string? GithubUrl,
    string TimeZone,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    int Version) : IVersioned
{
    public static ProfileView Of(User user, UserProfile profile)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(profile);
        return new(
            user.Id, user.Email, user.Username, user.FirstName, user.LastName, user.DisplayName, user.AvatarUrl, user.Role,
            user.EmailVerifiedAt is not null, profile.ExperienceLevel, profile.CareerGoal, profile.FocusAreas, profile.TimeCommitment,
            profile.LinkedinUrl, profile.GithubUrl, profile.TimeZone, user.CreatedAt, user.UpdatedAt, user.Version);
    }
}

/// <summary>
/// What an owner may change. Absent names, display name and time zone stay as they are, since every account has them; anything else
/// that is absent is cleared.
/// </summary>
public sealed record ProfileChange(
    string? FirstName = null,
    string? LastName = null,
    string? DisplayName = null,
    string? AvatarUrl = null,
    string? ExperienceLevel = null,
    string? CareerGoal = null,
    IReadOnlyList<string>? FocusAreas = null,
    string? TimeCommitment = null,
    string? LinkedinUrl = null,
    string? GithubUrl = null,
    string? TimeZone = null);
