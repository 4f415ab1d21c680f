using System.Diagnostics.Metrics;

namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>What Prometheus calls the kinds of metrics.</summary>
internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>All series of one name.</summary>
internal sealed class MetricFamily
{
    /// <summary>Seconds; from half a millisecond, since cached reads take less than the usual first bound of five.</summary>
    private static readonly double[] SecondBounds =
        [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

    private static readonly double[] SizeBounds =
        [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 10_000, 100_000, 1_000_000, 10_000_000];

    private readonly SeriesTable _table;
    private readonly bool _isObservable;

    public MetricFamily(Instrument instrument)
    {
        Kind = KindOf(instrument, out var isSum);
        Name = PrometheusNames.OfFamily(instrument.Name, instrument.Unit, Kind == MetricKind.Counter);
        Help = instrument.Description ?? instrument.Name;
        _isObservable = instrument.IsObservable;
        var bounds = BoundsOf(instrument);
        _table = new SeriesTable(Kind == MetricKind.Histogram
            ? labels => new HistogramSeries(labels, bounds)
            : labels => new NumberSeries(labels, isSum));
    }

    public string Name { get; }

    public string Help { get; }

    public MetricKind Kind { get; }

    /// <summary>The scrape that is under way; observable instruments report during it.</summary>
    public long Scrape { get; set; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var series = _table.Find(tags);
        series.Record(value);
        if (_isObservable)
        {
            series.SeenIn = Scrape;
        }
    }

    /// <summary>The series to show: an observable instrument that no longer reports one has none.</summary>
    public IEnumerable<Series> Current() => _table.All().Where(series => !_isObservable || series.SeenIn == Scrape);

    private static MetricKind KindOf(Instrument instrument, out bool isSum)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        isSum = type == typeof(Counter<>) || type == typeof(UpDownCounter<>);
        return type == typeof(Histogram<>) ? MetricKind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? MetricKind.Counter
            : MetricKind.Gauge;
    }

    /// <summary>The instrument's own advice for anything but durations: for those ours are finer.</summary>
    private static double[] BoundsOf(Instrument instrument) => instrument.Unit == "s" ? SecondBounds : instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } own } => [.. own],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } own } => [.. own.Select(bound => (double)bound)],
        _ => SizeBounds,
    };
}
