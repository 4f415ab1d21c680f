using LearningPlatform.Core.Identity.Friends;
using LearningPlatform.Core.Identity.Progress;
using Npgsql;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>A person as others see one. What its owner does not show to the reader is null.</summary>
public sealed record PublicProfile(
    Guid Id,
    string? Username,
    string DisplayName,
    string? AvatarUrl,
    Role Role,
    DateTimeOffset CreatedAt,
    bool IsFriend,
    string? ExperienceLevel,
    string? CareerGoal,
    IReadOnlyList<string>? FocusAreas,
    string? LinkedinUrl,
    string? GithubUrl,
    long? Xp,
    int? Level,
    IReadOnlyList<SkillView>? Skills,
    IReadOnlyList<AchievementView>? Achievements);

/// <summary>Shows people to each other, as far as each of them wants to be seen.</summary>
public sealed class PublicProfiles(NpgsqlDataSource database, ProfileService profiles, Privacy privacySettings, FriendService friends)
{
    /// <summary>
    /// The profile as <paramref name="caller"/> may see it. One who shows it to nobody, or to friends only, does not exist for others.
    /// </summary>
    public async Task<Outcome<PublicProfile>> GetAsync(Guid userId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var found = await profiles.GetAsync(userId, cancellationToken);
        if (!found.TryGet(out var profile, out var failure))
        {
            return failure;
        }

        var privacy = await privacySettings.GetAsync(userId, cancellationToken);
        var isFriend = await friends.AreFriendsAsync(userId, caller.UserId, cancellationToken);
        bool Shows(Audience audience) => caller.Owns(userId) || Privacy.Includes(audience, isFriend);
        if (!Shows(privacy.Profile))
        {
            return ProfileService.NotFound;
        }

        long? xp = Shows(privacy.Xp) ? (await XpLedger.StandingAsync(database, userId, cancellationToken)).Xp : null;
        var showsActivity = Shows(privacy.Activity);
        return new PublicProfile(
            profile.Id, profile.Username, profile.DisplayName, profile.AvatarUrl, profile.Role, profile.CreatedAt, isFriend,
            profile.ExperienceLevel, profile.CareerGoal, profile.FocusAreas, profile.LinkedinUrl, profile.GithubUrl,
            xp, xp is { } points ? Levels.Of(points) : null,
            showsActivity ? await Skills.ListAsync(database, userId, cancellationToken) : null,
            showsActivity ? await EarnedAsync(userId, cancellationToken) : null);
    }

    private async Task<IReadOnlyList<AchievementView>> EarnedAsync(Guid userId, CancellationToken cancellationToken) =>
        [.. (await Achievements.ListAsync(database, userId, cancellationToken)).Where(achievement => achievement.EarnedAt is not null)];
}
