using System.Diagnostics;
using System.Text.Json;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.ServiceDefaults.Http;

/// <summary>Writes failed answers: the envelope, or RFC 9457 problem details for who asks for them by <c>Accept</c>.</summary>
public static class FailureWriter
{
    private const string ProblemContentType = "application/problem+json";

    /// <summary>Seconds after which a client may try again when something is away.</summary>
    private const string RetryAfterOutage = "5";

    /// <summary>The HTTP status of each kind of refusal.</summary>
    public static int StatusOf(FailureKind kind) => kind switch
    {
        FailureKind.Invalid => StatusCodes.Status400BadRequest,
        FailureKind.Unauthenticated => StatusCodes.Status401Unauthorized,
        FailureKind.Forbidden => StatusCodes.Status403Forbidden,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.Conflict => StatusCodes.Status409Conflict,
        FailureKind.Stale => StatusCodes.Status412PreconditionFailed,
        FailureKind.TooLarge => StatusCodes.Status413PayloadTooLarge,
        FailureKind.UnsupportedMedia => StatusCodes.Status415UnsupportedMediaType,
        FailureKind.TooMany => StatusCodes.Status429TooManyRequests,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Answers with <paramref name="failure"/> and the status of its kind.</summary>
    public static Task WriteAsync(HttpContext context, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return WriteAsync(context, StatusOf(failure.Kind), failure);
    }

    /// <summary>Answers with <paramref name="failure"/> under a status of its own (405, 500, …).</summary>
    public static async Task WriteAsync(HttpContext context, int status, Failure failure)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(failure);
        var response = context.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (status == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
        {
            response.Headers.RetryAfter = RetryAfterOutage;
        }

        var asProblem = context.Request.Headers.Accept.ToString().Contains(ProblemContentType, StringComparison.OrdinalIgnoreCase);
        response.ContentType = asProblem ? ProblemContentType : "application/json; charset=utf-8";
        await using (var json = new Utf8JsonWriter(response.BodyWriter, PlatformJson.Writer))
        {
            json.WriteStartObject();
            if (asProblem)
            {
                WriteProblem(json, status, failure);
            }
            else
            {
                WriteEnvelope(json, failure, context.RequestServices.GetRequiredService<TimeProvider>());
            }

            json.WriteString("trace_id"u8, TraceId(context));
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>What ties the answer to its logs and trace.</summary>
    public static string TraceId(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier;
    }

    private static void WriteEnvelope(Utf8JsonWriter json, Failure failure, TimeProvider time)
    {
        json.WriteBoolean("success"u8, false);
        json.WriteNull("data"u8);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, failure.Code);
        json.WriteString("message"u8, failure.Message);
        WriteFields(json, "details", failure.Fields);
        json.WriteEndObject();
        json.WriteString("timestamp"u8, EnvelopeWriter.Timestamp(time, stackalloc byte[24]));
    }

    private static void WriteProblem(Utf8JsonWriter json, int status, Failure failure)
    {
        json.WriteString("type"u8, "about:blank");
        json.WriteString("title"u8, failure.Message);
        json.WriteNumber("status"u8, status);
        json.WriteString("code"u8, failure.Code);
        WriteFields(json, "errors", failure.Fields);
    }

    private static void WriteFields(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string[]>? fields)
    {
        json.WriteStartObject(name);
        foreach (var (field, messages) in fields ?? new Dictionary<string, string[]>(StringComparer.Ordinal))
        {
            json.WriteStartArray(field);
            foreach (var message in messages)
            {
                json.WriteStringValue(message);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
