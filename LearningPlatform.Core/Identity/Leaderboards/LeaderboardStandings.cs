using LearningPlatform.Core.Identity.Profiles;

namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>Where somebody stands on a board.</summary>
/// <param name="UserId">Who.</param>
/// <param name="DisplayName">Who.</param>
/// <param name="AvatarUrl">Who.</param>
/// <param name="Period">Which XP counts.</param>
/// <param name="StartsOn">The period's first day, UTC.</param>
/// <param name="Rank">From 1; null without a score, and where it is not shown. At most a few seconds old.</param>
/// <param name="Score">XP in the period; null where it is not shown.</param>
public sealed record LeaderboardStanding(
    Guid UserId, string DisplayName, string? AvatarUrl, LeaderboardPeriod Period, DateOnly StartsOn, long? Rank, long? Score);

/// <summary>Tells where people stand, as far as each of them wants it told.</summary>
public sealed class LeaderboardStandings(PublicProfiles profiles, LeaderboardQueries leaderboards, LeaderboardRanks ranks)
{
    /// <summary>The standing as <paramref name="caller"/> may see it; who does not show their profile does not exist.</summary>
    public async Task<Outcome<LeaderboardStanding>> GetAsync(
        BoardKey board, bool amongFriends, Guid userId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!(await profiles.GetAsync(userId, caller, cancellationToken)).TryGet(out var profile, out var failure))
        {
            return failure;
        }

        var standing = new LeaderboardStanding(userId, profile.DisplayName, profile.AvatarUrl, board.Period, board.StartsOn, null, null);
        if (profile.Xp is null)
        {
            return standing;
        }

        var score = await leaderboards.ScoreAsync(board, userId, cancellationToken);
        return score == 0
            ? standing with { Score = 0 }
            : standing with { Score = score, Rank = 1 + await AboveAsync(board, amongFriends, caller, score, cancellationToken) };
    }

    private Task<long> AboveAsync(BoardKey board, bool amongFriends, Caller caller, long score, CancellationToken cancellationToken) =>
        amongFriends
            ? leaderboards.FriendsAboveAsync(board, caller.UserId, score, cancellationToken)
            : ranks.AboveAsync(board, score, cancellationToken);
}
