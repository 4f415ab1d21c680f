using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LearningPlatform.Workers.Events;

/// <summary>What can be watched of the events' way; the names are part of the dashboards.</summary>
internal static class EventTelemetry
{
    public const string Name = "LearningPlatform.Events";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Events that the relay gave to the transport.</summary>
    public static readonly Counter<long> Published = Meter.CreateCounter<long>("events.published");

    /// <summary>By handler and outcome: handled, duplicate, deferred, failed, dead.</summary>
    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("events.deliveries");

    /// <summary>Milliseconds from the event to its effect, by handler.</summary>
    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("events.lag", "ms");
}
