using System.Diagnostics;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>
/// Ties answers, log lines and traces together. Every answer names its trace (W3C), which the log lines carry by themselves;
/// a caller's own <c>X-Correlation-Id</c> is given back instead and logged beside the trace.
/// </summary>
internal sealed class Correlation(ILogger<Correlation> logger)
{
    /// <summary>The header, in both directions.</summary>
    public const string Header = "X-Correlation-Id";

    /// <summary>The name in log scopes and traces.</summary>
    public const string Key = "CorrelationId";

    private const int MaxLength = 64;

    /// <summary>Sets the header; the scope to dispose of when the caller brought an id.</summary>
    public IDisposable? Begin(HttpContext context)
    {
        var given = context.Request.Headers[Header];
        if (given.Count == 1 && given[0] is { Length: > 0 and <= MaxLength } id && IsSafe(id))
        {
            context.Response.Headers[Header] = id;
            Activity.Current?.SetTag(Key, id);
            return logger.BeginScope("CorrelationId:{CorrelationId}", id);
        }

        context.Response.Headers[Header] = FailureWriter.TraceId(context);
        return null;
    }

    /// <summary>Letters, digits and a few marks: the id ends up in other people's log viewers.</summary>
    private static bool IsSafe(string id)
    {
        foreach (var character in id)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('-' or '_' or '.' or ':'))
            {
                return false;
            }
        }

        return true;
    }
}
