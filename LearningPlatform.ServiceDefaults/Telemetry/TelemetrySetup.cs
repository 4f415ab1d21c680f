using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace LearningPlatform.ServiceDefaults.Telemetry;

/// <summary>Registers logs, and what goes out over OTLP.</summary>
internal static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>How much the frameworks say, unless configuration says otherwise. Their request lines hold whole addresses.</summary>
    private static readonly Dictionary<string, string?> QuietFrameworks = new(StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Information",
        ["Logging:LogLevel:Microsoft.AspNetCore"] = "Warning",
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore"] = "Warning",
        ["Logging:LogLevel:System.Net.Http.HttpClient"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
    };

    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = QuietFrameworks });
        builder.Services.Configure<LoggerFactoryOptions>(options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        builder.Logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsoleFormatter<JsonFormatter, ConsoleFormatterOptions>();
        builder.Services.Configure<ConsoleLoggerOptions>(console =>
            console.FormatterName = builder.Environment.IsDevelopment() ? LineFormatter.FormatterName : JsonFormatter.FormatterName);

        if (IsExported(builder.Configuration))
        {
            AddExport(builder);
        }
    }

    /// <summary>Whether there is somewhere to send to.</summary>
    public static bool IsExported(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[Endpoint]);

    /// <summary>A method of its own: without an endpoint not even the libraries are loaded.</summary>
    private static void AddExport(IHostApplicationBuilder builder)
    {
        builder.Services.AddHostedService<TelemetryExport>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(Resource(builder.Environment));
            logs.AddOtlpExporter();
        });
    }

    private static ResourceBuilder Resource(IHostEnvironment environment)
    {
        var resource = ResourceBuilder.CreateDefault();
        TelemetryExport.Describe(resource, environment);
        return resource;
    }
}
