using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace LearningPlatform.Workers.Events;

/// <summary>What can be watched of the events' way; the names are part of the dashboards.</summary>
internal static class EventTelemetry
{
    public const string Name = "LearningPlatform.Events";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    /// <summary>Events that the relay gave to the transport.</summary>
    public static readonly Counter<long> Published = Meter.CreateCounter<long>("events.published");

    /// <summary>By handler and outcome: handled, duplicate, deferred, failed, dead.</summary>
    public static readonly Counter<long> Deliveries = Meter.CreateCounter<long>("events.deliveries");

    /// <summary>Milliseconds from the event to its effect, by handler.</summary>
    public static readonly Histogram<double> Lag = Meter.CreateHistogram<double>("events.lag", "ms");

    /// <summary>Goes on with the trace of a cause, also where nobody records traces: what follows passes it on, and logs name it.</summary>
    public static Activity Continue(string name, ActivityKind kind, string? traceparent)
    {
        if (Source.StartActivity(name, kind, traceparent) is { } recorded)
        {
            return recorded;
        }

        var activity = new Activity(name);
        if (traceparent is not null)
        {
            activity.SetParentId(traceparent);
        }

        return activity.Start();
    }

    /// <summary>One activity for several causes, linked to the trace of each; null where nobody records traces.</summary>
    public static Activity? Join(string name, IEnumerable<TransportMessage> causes) => Source.HasListeners()
        ? Source.StartActivity(name, ActivityKind.Consumer, parentContext: default, links: causes.Select(cause => LinkTo(cause.Traceparent)).OfType<ActivityLink>())
        : null;

    private static ActivityLink? LinkTo(string? traceparent) =>
        ActivityContext.TryParse(traceparent, null, isRemote: true, out var context) ? new(context) : null;
}
