using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>
/// Anybody's rank on a board, without counting everybody above: how many people have each score is read once in a few seconds a board and
/// process, whoever and how many ask.
/// </summary>
public sealed class LeaderboardRanks(NpgsqlDataSource database) : IDisposable
{
    /// <summary>So old a rank may be.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(5);

    /// <summary>Different scores in memory, over all boards, at 16 bytes each.</summary>
    private const int MaxScores = 1_000_000;

    private readonly MemoryCache _boards = new(new MemoryCacheOptions { SizeLimit = MaxScores });
    private readonly SemaphoreSlim _reading = new(1, 1);

    /// <summary>How many who show their XP to everyone have more than <paramref name="score"/>.</summary>
    public async Task<long> AboveAsync(BoardKey key, long score, CancellationToken cancellationToken) =>
        (_boards.Get<ScoreCounts>(key) ?? await ReadOnceAsync(key, cancellationToken)).Above(score);

    public void Dispose()
    {
        _boards.Dispose();
        _reading.Dispose();
    }

    /// <summary>One reads, the others wait for it.</summary>
    private async Task<ScoreCounts> ReadOnceAsync(BoardKey key, CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (_boards.Get<ScoreCounts>(key) is { } known)
            {
                return known;
            }

            var counts = await ReadAsync(key, cancellationToken);
            return _boards.Set(key, counts, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = Age, Size = counts.Length + 1 });
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<ScoreCounts> ReadAsync(BoardKey key, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            select s.score, count(*) from leaderboard_scores s
            where s.board = $1 and s.period = $2 and s.starts_on = $3 and {LeaderboardQueries.ShownToEveryone}
            group by s.score order by s.score desc
            """,
            key.Board, key.Period.Name(), key.StartsOn);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new List<(long, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return new(counts);
    }
}
