using System.Globalization;
using System.Text;

namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>
/// From OpenTelemetry's names and units to Prometheus': <c>http.server.request.duration</c> in <c>s</c> is
/// <c>http_server_request_duration_seconds</c>.
/// </summary>
internal static class PrometheusNames
{
    /// <summary>Longest label value; what is longer is cut.</summary>
    private const int MaxValueLength = 200;

    /// <summary>The name of a family.</summary>
    public static string OfFamily(string instrument, string? unit, bool isCounter)
    {
        var name = new StringBuilder(Clean(instrument));
        if (Suffix(unit) is { } suffix && !name.ToString().EndsWith(suffix, StringComparison.Ordinal))
        {
            name.Append('_').Append(suffix);
        }

        if (isCounter && !name.ToString().EndsWith("_total", StringComparison.Ordinal))
        {
            name.Append("_total");
        }

        return name.ToString();
    }

    /// <summary>Labels as they stand between the braces; sorted, since the order of tags means nothing. Nulls are left out.</summary>
    public static string OfLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags, IReadOnlySet<string> ignored)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in tags)
        {
            if (value is not null && !ignored.Contains(key))
            {
                labels[Clean(key)] = Text(value);
            }
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value)}\""));
    }

    /// <summary>Text of a HELP line.</summary>
    public static string EscapeHelp(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Escape(string value) => EscapeHelp(value).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Text(object value)
    {
        var text = value is bool yes ? (yes ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.Length <= MaxValueLength ? text : text[..MaxValueLength];
    }

    private static string Clean(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var character in name)
        {
            clean.Append(char.IsAsciiLetterOrDigit(character) || character == '_' ? character : '_');
        }

        return clean.Length == 0 || char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean.ToString();
    }

    /// <summary>Units by UCUM; those in braces only say what is counted.</summary>
    private static string? Suffix(string? unit) => unit switch
    {
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "By" => "bytes",
        "%" => "percent",
        "1" => "ratio",
        _ => null,
    };
}
