using System.Globalization;

namespace LearningPlatform.Core.Assessments.Import.Gift;

/// <summary>An answer's weight in percent, as in <c>%50%</c> or <c>%-33.33333%</c>.</summary>
internal static class GiftWeight
{
    // "-100." and as many decimals as anybody writes.
    private const int MaxLength = 20;

    /// <summary>The weight as a fraction, and the rest; null and all of the text where it begins with none.</summary>
    public static (decimal? Fraction, string Text) Read(string raw)
    {
        if (!raw.StartsWith('%') || raw.IndexOf('%', 1) is not (> 1 and <= MaxLength and var end))
        {
            return (null, raw);
        }

        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(raw.AsSpan(1, end - 1), Style, CultureInfo.InvariantCulture, out var percent)
            ? (percent / 100, raw[(end + 1)..])
            : (null, raw);
    }

    public static string Write(decimal fraction) =>
        $"%{(fraction * 100).ToString("0.##########################", CultureInfo.InvariantCulture)}%";
}
