using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LearningPlatform.Bench.Bare;

/// <summary>Writes the envelope.</summary>
internal static class Answer
{
    private const string ContentType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly byte[] Constant = """{"answer":42}"""u8.ToArray();

    public static Task ConstantAsync(HttpContext context) => SendAsync(context, Constant);

    /// <summary>Sends <paramref name="data"/>, JSON already.</summary>
    public static Task SendAsync(HttpContext context, ReadOnlySpan<byte> data)
    {
        var head = """{"success":true,"data":"""u8;
        var tail = ""","error":null,"timestamp":"0000-00-00T00:00:00.000Z"}"""u8;
        var length = head.Length + data.Length + tail.Length;
        context.Response.ContentType = ContentType;
        context.Response.ContentLength = length;
        var buffer = context.Response.BodyWriter.GetSpan(length);
        head.CopyTo(buffer);
        data.CopyTo(buffer[head.Length..]);
        tail.CopyTo(buffer[(head.Length + data.Length)..]);
        WriteNow(buffer[(length - 26)..]);
        context.Response.BodyWriter.Advance(length);
        return context.Response.BodyWriter.FlushAsync().AsTask();
    }

    public static Task SendAsync<T>(HttpContext context, int status, T data, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Relaxed))
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, true);
            json.WritePropertyName("data"u8);
            JsonSerializer.Serialize(json, data, type);
            json.WriteNull("error"u8);
            WriteEnd(json);
        }

        return context.Response.BodyWriter.FlushAsync().AsTask();
    }

    public static Task FailAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = ContentType;
        using (var json = new Utf8JsonWriter(context.Response.BodyWriter, Relaxed))
        {
            json.WriteStartObject();
            json.WriteBoolean("success"u8, false);
            json.WriteNull("data"u8);
            json.WriteStartObject("error"u8);
            json.WriteString("code"u8, code);
            json.WriteString("message"u8, "It was refused.");
            json.WriteStartObject("details"u8);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteString("trace_id"u8, context.TraceIdentifier);
            WriteEnd(json);
        }

        return context.Response.BodyWriter.FlushAsync().AsTask();
    }

    private static void WriteEnd(Utf8JsonWriter json)
    {
        Span<byte> now = stackalloc byte[24];
        WriteNow(now);
        json.WriteString("timestamp"u8, now);
        json.WriteEndObject();
    }

    private static void WriteNow(Span<byte> buffer) =>
        DateTime.UtcNow.TryFormat(buffer, out _, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
