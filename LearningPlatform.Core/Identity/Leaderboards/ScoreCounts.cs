namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>How many people have which score.</summary>
public sealed class ScoreCounts
{
    private readonly long[] _scores;
    private readonly long[] _above;

    /// <param name="descending">Scores, the highest first, and how many people have each.</param>
    public ScoreCounts(IReadOnlyList<(long Score, long People)> descending)
    {
        ArgumentNullException.ThrowIfNull(descending);
        // Ascending, as Array.BinarySearch wants it.
        _scores = [.. descending.Select(row => row.Score).Reverse()];
        _above = new long[_scores.Length + 1];
        for (var i = _scores.Length - 1; i >= 0; i--)
        {
            _above[i] = _above[i + 1] + descending[_scores.Length - 1 - i].People;
        }
    }

    /// <summary>How many different scores there are.</summary>
    public int Length => _scores.Length;

    /// <summary>How many people have more than <paramref name="score"/>.</summary>
    public long Above(long score)
    {
        var found = Array.BinarySearch(_scores, score);
        return _above[found >= 0 ? found + 1 : ~found];
    }
}
