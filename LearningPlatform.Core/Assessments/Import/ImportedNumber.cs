using System.Globalization;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>Numbers as question files write them: <c>3.14</c>, <c>3.14:0.005</c>, <c>3.1..3.2</c>, or <c>*</c> for any.</summary>
internal static class ImportedNumber
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number and how far from it is still right; null where it is neither.</summary>
    public static (double? Value, double Tolerance)? Read(string text)
    {
        var range = text.IndexOf("..", StringComparison.Ordinal);
        if (range > 0)
        {
            return Range(text.AsSpan(0, range), text.AsSpan(range + 2));
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            return Number(text.AsSpan(0, colon)) is { } middle && Number(text.AsSpan(colon + 1)) is { } tolerance
                ? (middle, tolerance)
                : null;
        }

        return text.Trim() == "*" ? (null, 0) : Number(text) is { } value ? (value, 0) : null;
    }

    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text.Trim(), Style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>The number that reads back as the same.</summary>
    public static string Write(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>In decimals where they suffice: the middle of 3.141..3.142 is 3.1415, not a neighbour of it.</summary>
    private static (double? Value, double Tolerance)? Range(ReadOnlySpan<char> from, ReadOnlySpan<char> to)
    {
        if (Number(from) is not { } low || Number(to) is not { } high || low > high)
        {
            return null;
        }

        if (decimal.TryParse(from.Trim(), Style, CultureInfo.InvariantCulture, out var exactLow)
            && decimal.TryParse(to.Trim(), Style, CultureInfo.InvariantCulture, out var exactHigh)
            && Math.Abs(exactLow) < decimal.MaxValue / 4
            && Math.Abs(exactHigh) < decimal.MaxValue / 4)
        {
            var (middle, half) = ((exactLow + exactHigh) / 2, (exactHigh - exactLow) / 2);
            return (Parse(middle), Parse(half));
        }

        return double.IsFinite(high - low) ? (low + ((high - low) / 2), (high - low) / 2) : null;
    }

    // By way of its digits: the conversion of decimal to double rounds differently.
    private static double Parse(decimal number) =>
        double.Parse(number.ToString(CultureInfo.InvariantCulture), Style, CultureInfo.InvariantCulture);
}
