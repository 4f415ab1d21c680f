using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Http;

/// <summary>The shape of every successful answer (document 5); describes it in OpenAPI, <see cref="EnvelopeWriter"/> writes it.</summary>
/// <param name="Success">Always true.</param>
/// <param name="Data">The answer itself.</param>
/// <param name="Error">Always null.</param>
/// <param name="Timestamp">When it was answered, UTC.</param>
public sealed record Envelope<T>(bool Success, T Data, ApiError? Error, DateTimeOffset Timestamp);

/// <summary>The shape of every failed answer.</summary>
/// <param name="Success">Always false.</param>
/// <param name="Data">Always null.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Timestamp">When it was answered, UTC.</param>
/// <param name="TraceId">Quote it to the operators: logs and traces carry it.</param>
public sealed record FailureEnvelope(bool Success, object? Data, ApiError Error, DateTimeOffset Timestamp, string TraceId);

/// <summary>What went wrong.</summary>
/// <param name="Code">Stable, upper-case, for programs.</param>
/// <param name="Message">One sentence, for people.</param>
/// <param name="Details">For VALIDATION_FAILED: field → messages.</param>
public sealed record ApiError(string Code, string Message, IReadOnlyDictionary<string, string[]> Details);

/// <summary>Writes successful answers straight into the response's buffer.</summary>
public static class EnvelopeWriter
{
    private const string JsonContentType = "application/json; charset=utf-8";

    /// <summary>Writes <paramref name="data"/> in its envelope with the status that is set already.</summary>
    public static async Task WriteAsync<T>(HttpContext context, T data, JsonTypeInfo<T> type, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.ContentType = JsonContentType;
        await using (var json = new Utf8JsonWriter(response.BodyWriter, PlatformJson.Writer))
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WritePropertyName("data"u8);
            JsonSerializer.Serialize(json, data, type);
            json.WriteNull("error"u8);
            json.WriteString("timestamp"u8, Timestamp(time, stackalloc byte[24]));
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Writes <paramref name="data"/>, JSON already, in its envelope: no serialisation on the way.</summary>
    public static async Task WriteRawAsync(HttpContext context, ReadOnlyMemory<byte> data, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(context);
        var response = context.Response;
        response.ContentType = JsonContentType;
        Frame(response.BodyWriter, response, data.Span, time);
        await response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    /// <summary>Now, to the millisecond, as UTF-8.</summary>
    internal static ReadOnlySpan<byte> Timestamp(TimeProvider time, Span<byte> buffer)
    {
        time.GetUtcNow().UtcDateTime.TryFormat(buffer, out var written, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        return buffer[..written];
    }

    private static void Frame(System.IO.Pipelines.PipeWriter writer, HttpResponse response, ReadOnlySpan<byte> data, TimeProvider time)
    {
        var head = """{"success":true,"data":"""u8;
        var tail = ""","error":null,"timestamp":"0000-00-00T00:00:00.000Z"}"""u8;
        var size = head.Length + data.Length + tail.Length;
        response.ContentLength = size;
        var buffer = writer.GetSpan(size);
        head.CopyTo(buffer);
        data.CopyTo(buffer[head.Length..]);
        var end = buffer.Slice(head.Length + data.Length, tail.Length);
        tail.CopyTo(end);
        Timestamp(time, end.Slice(27, 24));
        writer.Advance(size);
    }
}
