using System.Globalization;

namespace LearningPlatform.Core.Identity.Leaderboards;

/// <summary>
/// Where a list by score has got to. Equal scores share a rank, and the ranks after them leave as many out: 1, 2, 2, 4.
/// </summary>
/// <param name="Position">How many rows came so far.</param>
/// <param name="Rank">The last row's.</param>
/// <param name="Score">The last row's.</param>
public sealed record Ranking(long Position, long Rank, long Score)
{
    /// <summary>Before the first row.</summary>
    public static Ranking Start { get; } = new(0, 0, long.MaxValue);

    /// <summary>After one more row, whose score is not higher than the last one's.</summary>
    public Ranking Next(long score) => new(Position + 1, score == Score ? Rank : Position + 1, score);

    /// <summary>As a cursor's key.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Position}:{Rank}:{Score}");

    /// <summary>Reads what <see cref="ToString"/> gives.</summary>
    public static bool TryParse(string text, out Ranking ranking)
    {
        ranking = Start;
        if (text.Split(':') is not [var position, var rank, var score]
            || !TryNumber(position, out var rows) || !TryNumber(rank, out var last) || !TryNumber(score, out var points)
            || last < 1 || last > rows)
        {
            return false;
        }

        ranking = new(rows, last, points);
        return true;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
