using System.Globalization;
using System.Text;

namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>Prometheus' text format, version 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string Write(IEnumerable<MetricFamily> families)
    {
        var text = new StringBuilder(16 * 1024);
        foreach (var family in families.OrderBy(family => family.Name, StringComparer.Ordinal))
        {
            var series = family.Current().ToList();
            if (series.Count == 0)
            {
                continue;
            }

            text.Append("# HELP ").Append(family.Name).Append(' ').Append(PrometheusNames.EscapeHelp(family.Help)).Append('\n');
            text.Append("# TYPE ").Append(family.Name).Append(' ').Append(Kind(family.Kind)).Append('\n');
            foreach (var one in series)
            {
                Write(text, family.Name, one);
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, Series series)
    {
        if (series is HistogramSeries histogram)
        {
            WriteHistogram(text, name, histogram);
        }
        else
        {
            Line(text, name, "", series.Labels, ((NumberSeries)series).Value);
        }
    }

    private static void WriteHistogram(StringBuilder text, string name, HistogramSeries series)
    {
        var comma = series.Labels.Length > 0 ? "," : "";
        long count = 0;
        for (var i = 0; i < series.Counts.Length; i++)
        {
            count += series.Counts[i];
            var bound = i < series.Bounds.Length ? Number(series.Bounds[i]) : "+Inf";
            Line(text, name, "_bucket", $"{series.Labels}{comma}le=\"{bound}\"", count);
        }

        Line(text, name, "_sum", series.Labels, series.Sum);
        Line(text, name, "_count", series.Labels, count);
    }

    private static void Line(StringBuilder text, string name, string suffix, string labels, double value)
    {
        text.Append(name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString(CultureInfo.InvariantCulture),
    };

    private static string Kind(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Histogram => "histogram",
        _ => "gauge",
    };
}
