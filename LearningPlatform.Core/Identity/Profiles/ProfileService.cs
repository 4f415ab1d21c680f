using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>Reads and changes what people tell about themselves.</summary>
public sealed class ProfileService(LearningDbContext context, TimeProvider time)
{
    public static readonly Failure NotFound = Failure.NotFound("USER_NOT_FOUND", "There is no such user.");

    public async Task<Outcome<ProfileView>> GetAsync(Guid userId, CancellationToken cancellationToken)
    {
        var found = await Rows(userId).AsNoTracking().FirstOrDefaultAsync(cancellationToken);
        return found is null ? NotFound : ProfileView.Of(found.User, found.Profile);
    }

    /// <summary>
    /// Replaces the editable fields; <paramref name="precondition"/> sees the version that is stored and may refuse (<c>If-Match</c>).
    /// </summary>
    public async Task<Outcome<ProfileView>> UpdateAsync(
        Guid userId, ProfileChange change, Func<int, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(precondition);
        var found = await Rows(userId).FirstOrDefaultAsync(cancellationToken);
        if (found is null)
        {
            return NotFound;
        }

        if (precondition(found.User.Version) is { } refusal)
        {
            return refusal;
        }

        Apply(change, found.User, found.Profile);
        var now = time.GetUtcNow();
        found.User.UpdatedAt = now;
        found.User.Version++;
        context.Outbox.Add(new()
        {
            EventId = OrderedId.At(now),
            Topic = Topics.User,
            EventType = "PROFILE_UPDATED",
            UserId = userId,
            OccurredAt = now,
        });
        return await context.SaveIfCurrentAsync(cancellationToken) is { } stale ? stale : ProfileView.Of(found.User, found.Profile);
    }

    private static void Apply(ProfileChange change, User user, UserProfile profile)
    {
        var hadDefaultName = user.DisplayName == Accounts.AccountNames.DisplayName(user.FirstName, user.LastName);
        user.FirstName = Trimmed(change.FirstName) ?? user.FirstName;
        user.LastName = Trimmed(change.LastName) ?? user.LastName;
        user.DisplayName = Trimmed(change.DisplayName)
            ?? (hadDefaultName ? Accounts.AccountNames.DisplayName(user.FirstName, user.LastName) : user.DisplayName);
        user.AvatarUrl = Trimmed(change.AvatarUrl);
        profile.ExperienceLevel = Trimmed(change.ExperienceLevel);
        profile.CareerGoal = Trimmed(change.CareerGoal);
        profile.FocusAreas = Distinct(change.FocusAreas);
        profile.TimeCommitment = Trimmed(change.TimeCommitment);
        profile.LinkedinUrl = Trimmed(change.LinkedinUrl);
        profile.GithubUrl = Trimmed(change.GithubUrl);
        profile.TimeZone = Trimmed(change.TimeZone) ?? profile.TimeZone;
    }

    private static string[] Distinct(IReadOnlyList<string>? areas) =>
        [.. (areas ?? []).Select(area => area.Trim()).Where(area => area.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private IQueryable<UserRow> Rows(Guid userId) =>
        from user in context.Users
        join profile in context.UserProfiles on user.Id equals profile.UserId
        where user.Id == userId
        select new UserRow { User = user, Profile = profile };

    private sealed class UserRow
    {
        public required User User { get; init; }
        public required UserProfile Profile { get; init; }
    }
}
