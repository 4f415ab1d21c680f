using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LearningPlatform.ServiceDefaults.Telemetry;

/// <summary>One JSON object a line, for log stores: time, level, category, message, its values, trace, exception.</summary>
internal sealed class JsonFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "platform-json";

    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, time.GetUtcNow().UtcDateTime);
            json.WriteString("level"u8, logEntry.LogLevel.ToString());
            json.WriteString("category"u8, logEntry.Category);
            if (logEntry.EventId.Name is { } name)
            {
                json.WriteString("event"u8, name);
            }

            json.WriteString("message"u8, logEntry.Formatter(logEntry.State, logEntry.Exception));
            WriteContext(json, LogContext.Of(scopeProvider));
            WriteValues(json, logEntry.State as IReadOnlyList<KeyValuePair<string, object?>>);
            if (logEntry.Exception is { } exception)
            {
                json.WriteString("exception"u8, exception.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    private static void WriteContext(Utf8JsonWriter json, LogContext context)
    {
        if (context.TraceId is not null)
        {
            json.WriteString("trace_id"u8, context.TraceId);
            json.WriteString("span_id"u8, context.SpanId);
        }

        if (context.CorrelationId is not null)
        {
            json.WriteString("correlation_id"u8, context.CorrelationId);
        }
    }

    private static void WriteValues(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>>? values)
    {
        if (values is null or { Count: 0 } or [{ Key: Template }])
        {
            return;
        }

        json.WriteStartObject("values"u8);
        foreach (var (key, value) in values)
        {
            if (!string.Equals(key, Template, StringComparison.Ordinal))
            {
                json.WriteString(key, Convert.ToString(value, CultureInfo.InvariantCulture));
            }
        }

        json.WriteEndObject();
    }
}
