namespace LearningPlatform.Core.Identity.Progress;

/// <summary>Levels by XP (document 2): level 1 starts at 0, level L at 500·L(L−1)/2.</summary>
public static class Levels
{
    private const long Step = 500;

    /// <summary>The XP at which <paramref name="level"/> (1 or more) starts.</summary>
    public static long StartOf(long level) => Step * level * (level - 1) / 2;

    /// <summary>The level that somebody with <paramref name="xp"/> (0 or more) has.</summary>
    public static int Of(long xp)
    {
        // The root of 250·L² − 250·L − xp = 0, then a look at the neighbours, since doubles are not exact.
        var level = (long)((1 + Math.Sqrt(1 + (8.0 * xp / Step))) / 2);
        while (StartOf(level + 1) <= xp)
        {
            level++;
        }

        while (level > 1 && StartOf(level) > xp)
        {
            level--;
        }

        return (int)level;
    }
}
