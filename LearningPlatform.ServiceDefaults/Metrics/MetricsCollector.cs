using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Metrics;

/// <summary>Listens to the meters that matter and keeps their numbers for <c>/metrics</c>.</summary>
/// <remarks>A module only needs a <see cref="Meter"/> whose name begins with <c>LearningPlatform.</c>.</remarks>
internal sealed partial class MetricsCollector : IDisposable
{
    /// <summary>The meters of the platform's own modules.</summary>
    public const string OwnPrefix = "LearningPlatform.";

    /// <summary>The meters of others that are listened to.</summary>
    public static readonly IReadOnlySet<string> Meters = new HashSet<string>(StringComparer.Ordinal)
    {
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
        "System.Net.Http", "System.Runtime", "Npgsql",
    };

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);
    private readonly Lock _scraping = new();
    private readonly IMeterFactory _factory;
    private readonly ILogger<MetricsCollector> _logger;
    private long _scrape;

    public MetricsCollector(IMeterFactory factory, ILogger<MetricsCollector> logger)
    {
        _factory = factory;
        _logger = logger;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, family) => ((MetricFamily)family!).Record(value, tags));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, family) =>
            ((MetricFamily)family!).Record((double)value, tags));
    }

    /// <summary>Begins to listen; also to what was published before.</summary>
    public void Start() => _listener.Start();

    /// <summary>Everything, in Prometheus' text format.</summary>
    public string Scrape()
    {
        lock (_scraping)
        {
            _scrape++;
            foreach (var family in _families.Values)
            {
                family.Scrape = _scrape;
            }

            Observe();
            return PrometheusText.Write(_families.Values);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Observe()
    {
        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (AggregateException exception)
        {
            // Somebody's callback failed; the other numbers are good.
            LogUnobserved(exception);
        }
    }

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        var meter = instrument.Meter;
        var isWanted = Meters.Contains(meter.Name) || meter.Name.StartsWith(OwnPrefix, StringComparison.Ordinal);
        // A meter of another host in the same process (tests) is that host's.
        if (!isWanted || !instrument.GetType().IsGenericType || (meter.Scope is IMeterFactory && !ReferenceEquals(meter.Scope, _factory)))
        {
            return;
        }

        var family = new MetricFamily(instrument);
        var known = _families.GetOrAdd(family.Name, family);
        if (known.Kind == family.Kind)
        {
            listener.EnableMeasurementEvents(instrument, known);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An instrument could not be observed")]
    private partial void LogUnobserved(Exception exception);
}
