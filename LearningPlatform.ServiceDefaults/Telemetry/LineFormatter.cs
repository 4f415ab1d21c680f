using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LearningPlatform.ServiceDefaults.Telemetry;

/// <summary>One line an entry, for people: time, level, category, message, trace. Exceptions follow, indented.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var context = LogContext.Of(scopeProvider);
        textWriter.Write(time.GetUtcNow().ToString("HH:mm:ss.fff ", CultureInfo.InvariantCulture));
        textWriter.Write(LevelOf(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category[(logEntry.Category.LastIndexOf('.') + 1)..]);
        textWriter.Write(": ");
        textWriter.Write(OneLine(logEntry.Formatter(logEntry.State, logEntry.Exception)));
        if (context.TraceId is not null)
        {
            textWriter.Write(" trace=");
            textWriter.Write(context.TraceId);
        }

        if (context.CorrelationId is not null)
        {
            textWriter.Write(" correlation=");
            textWriter.Write(context.CorrelationId);
        }

        textWriter.WriteLine();
        if (logEntry.Exception is { } exception)
        {
            textWriter.WriteLine($"    {exception.ToString().ReplaceLineEndings($"{Environment.NewLine}    ")}");
        }
    }

    /// <summary>Text from outside must not look like an entry of its own.</summary>
    private static string OneLine(string message) => message.ReplaceLineEndings(" ");

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };
}
