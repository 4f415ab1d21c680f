using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>A board at a time.</summary>
/// <param name="Board"><see cref="LeaderboardScores.Everything"/> or a course.</param>
/// <param name="Period">Which XP counts.</param>
/// <param name="StartsOn">The period's first day.</param>
public sealed record BoardKey(Guid Board, LeaderboardPeriod Period, DateOnly StartsOn);

/// <summary>A place on a board.</summary>
/// <param name="Rank">From 1; equal scores share one.</param>
/// <param name="UserId">Whose.</param>
/// <param name="DisplayName">Of whom.</param>
/// <param name="AvatarUrl">Of whom.</param>
/// <param name="Score">XP in the period.</param>
public sealed record LeaderboardEntry(long Rank, Guid UserId, string DisplayName, string? AvatarUrl, long Score);

/// <summary>
/// Reads boards. On them are those who show their profile and XP to everyone (on the friends' board: to friends), and always whoever
/// asks. A page is read from the index at its cursor, which carries the ranks on.
/// </summary>
public sealed class LeaderboardQueries(NpgsqlDataSource database)
{
    /// <summary>What a board's strangers may see: nobody without a row in <c>user_privacy</c> hides.</summary>
    internal const string ShownToEveryone =
        "not exists (select from user_privacy p where p.user_id = s.user_id and (p.xp <> 'everyone' or p.profile <> 'everyone'))";

    private const string ShownToFriends =
        "not exists (select from user_privacy p where p.user_id = s.user_id and (p.xp = 'nobody' or p.profile = 'nobody'))";

    private const string Friends =
        """
        s.user_id in (
            select high_id from friendships where low_id = $4 and accepted_at is not null
            union all select low_id from friendships where high_id = $4 and accepted_at is not null
            union all select $4)
        """;

    /// <summary>The places after <paramref name="after"/>, as <paramref name="callerId"/> may see them.</summary>
    public async Task<Page<LeaderboardEntry>> ListAsync(
        BoardKey key, bool friendsOnly, Guid callerId, Cursor? after, int limit, CancellationToken cancellationToken)
    {
        var ranking = after is { } cursor && Ranking.TryParse(cursor.Key, out var last) ? last : Ranking.Start;
        await using var command = database.Command(
            $"""
            select s.user_id, u.display_name, u.avatar_url, s.score
            from leaderboard_scores s join users u on u.id = s.user_id
            where s.board = $1 and s.period = $2 and s.starts_on = $3 and u.erased_at is null
              and ($5::uuid is null or (s.score, s.user_id) < ($6, $5))
              and {(friendsOnly ? Friends : "true")}
              and (s.user_id = $4 or {(friendsOnly ? ShownToFriends : ShownToEveryone)})
            order by s.score desc, s.user_id desc limit $7
            """,
            key.Board, key.Period.Name(), key.StartsOn, callerId);
        command.Parameters.Add(new() { Value = (object?)after?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new() { Value = ranking.Score });
        command.Parameters.Add(new() { Value = limit + 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(LeaderboardEntry Entry, Ranking Ranking)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ranking = ranking.Next(reader.GetInt64(3));
            rows.Add((new(ranking.Rank, reader.GetGuid(0), reader.GetString(1), reader.Maybe<string>(2), ranking.Score), ranking));
        }

        var page = Page<(LeaderboardEntry Entry, Ranking Ranking)>.From(
            rows, limit, row => Cursor.Encode(row.Ranking.ToString(), row.Entry.UserId));
        return new([.. page.Items.Select(row => row.Entry)], page.NextCursor);
    }

    /// <summary>Somebody's score on a board; 0 for who is not on it.</summary>
    public async Task<long> ScoreAsync(BoardKey key, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select score from leaderboard_scores where board = $1 and period = $2 and starts_on = $3 and user_id = $4",
            key.Board, key.Period.Name(), key.StartsOn, userId);
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }

    /// <summary>How many of <paramref name="callerId"/> and friends have more than <paramref name="score"/>.</summary>
    public async Task<long> FriendsAboveAsync(BoardKey key, Guid callerId, long score, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            select count(*) from leaderboard_scores s
            where s.board = $1 and s.period = $2 and s.starts_on = $3 and s.score > $5 and {Friends} and (s.user_id = $4 or {ShownToFriends})
            """,
            key.Board, key.Period.Name(), key.StartsOn, callerId, score);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
