using System.Diagnostics;
using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Telemetry;

/// <summary>What ties a log line to its request. Other scopes are not shown: the frameworks put paths into theirs.</summary>
internal readonly record struct LogContext(string? TraceId, string? SpanId, string? CorrelationId)
{
    public static LogContext Of(IExternalScopeProvider? scopes)
    {
        string? correlationId = null;
        scopes?.ForEachScope(
            (scope, _) =>
            {
                if (scope is IReadOnlyList<KeyValuePair<string, object?>> { Count: > 0 } values
                    && values[0] is { Key: Correlation.Key, Value: string id })
                {
                    correlationId = id;
                }
            },
            (object?)null);
        var activity = Activity.Current;
        return new LogContext(activity?.TraceId.ToHexString(), activity?.SpanId.ToHexString(), correlationId);
    }
}
