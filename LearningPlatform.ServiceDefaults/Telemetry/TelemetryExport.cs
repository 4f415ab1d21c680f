using LearningPlatform.ServiceDefaults.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LearningPlatform.ServiceDefaults.Telemetry;

/// <summary>
/// Sends traces and metrics over OTLP while the service runs. Registered only when an endpoint is configured; where and how is
/// OpenTelemetry's own configuration (<c>OTEL_EXPORTER_OTLP_*</c>, <c>OTEL_SERVICE_NAME</c>, <c>OTEL_TRACES_SAMPLER</c>, …).
/// </summary>
internal sealed class TelemetryExport(IConfiguration configuration, IHostEnvironment environment) : IHostedService, IDisposable
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "LearningPlatform.*"];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(Configure)
            .ConfigureResource(Describe)
            .AddSource(Sources)
            .AddOtlpExporter()
            .Build();
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(Configure)
            .ConfigureResource(Describe)
            .AddMeter([.. MetricsCollector.Meters, $"{MetricsCollector.OwnPrefix}*"])
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Last of all: what the requests at the end left is sent, too.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    /// <summary>Who this is; what the environment says counts more.</summary>
    internal void Describe(ResourceBuilder resource) => Describe(resource, environment);

    internal static void Describe(ResourceBuilder resource, IHostEnvironment environment) =>
        resource.AddService(environment.ApplicationName).AddEnvironmentVariableDetector();

    /// <summary>The host's configuration in place of the bare environment variables.</summary>
    private void Configure(IServiceCollection services) => services.AddSingleton(configuration);
}
