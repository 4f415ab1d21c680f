using System.Diagnostics;
using System.Text.Json;
using LearningPlatform.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace LearningPlatform.ServiceDefaultsTests.Telemetry;

public sealed class LogFormatTests
{
    [Fact]
    public void An_entry_is_one_line_whatever_its_text_holds()
    {
        var line = Format(new LineFormatter(TimeProvider.System), "name\r\n12:00:00.000 fail Forged: entry");
        line.TrimEnd().ShouldNotContain("\n");
        line.ShouldMatch(@"^\d\d:\d\d:\d\d\.\d\d\d warn Catalog: name 12:00:00.000 fail Forged: entry");
    }

    [Fact]
    public void Json_has_the_values_and_ties_the_line_to_its_request()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        var scopes = new LoggerExternalScopeProvider();
        using var path = scopes.Push(new[] { new KeyValuePair<string, object?>("RequestPath", "/students/ada@example.com") });
        using var correlation = scopes.Push(new[] { new KeyValuePair<string, object?>("CorrelationId", "order-42") });
        var line = Format(new JsonFormatter(TimeProvider.System), "two\nlines", scopes, new InvalidOperationException("boom"));
        line.TrimEnd().ShouldNotContain("\n");
        line.ShouldNotContain("ada@example.com");
        var entry = JsonDocument.Parse(line).RootElement;
        entry.GetProperty("level").GetString().ShouldBe("Warning");
        entry.GetProperty("category").GetString().ShouldBe("LearningPlatform.Catalog");
        entry.GetProperty("message").GetString().ShouldBe("two\nlines");
        entry.GetProperty("trace_id").GetString().ShouldBe(activity.TraceId.ToHexString());
        entry.GetProperty("correlation_id").GetString().ShouldBe("order-42");
        entry.GetProperty("values").GetProperty("CourseId").GetString().ShouldBe("7");
        entry.GetProperty("exception").GetString()!.ShouldContain("boom");
    }

    private static string Format(
        ConsoleFormatter formatter, string message, IExternalScopeProvider? scopes = null, Exception? exception = null)
    {
        List<KeyValuePair<string, object?>> state = [new("CourseId", 7), new("{OriginalFormat}", "…")];
        var entry = new LogEntry<List<KeyValuePair<string, object?>>>(
            LogLevel.Warning, "LearningPlatform.Catalog", new EventId(0), state, exception, (_, _) => message);
        using var writer = new StringWriter();
        formatter.Write(entry, scopes, writer);
        return writer.ToString();
    }
}
