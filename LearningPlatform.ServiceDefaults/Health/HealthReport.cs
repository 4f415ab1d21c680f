using System.Text.Json.Serialization;

namespace LearningPlatform.ServiceDefaults.Health;

/// <summary>What the health endpoints answer. No host, no message of an exception: the endpoints are public.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c> (something optional is away) or <c>unhealthy</c>.</param>
/// <param name="Dependencies">Name → state.</param>
/// <param name="Version">The service's version.</param>
/// <param name="UptimeSeconds">Seconds since the process began.</param>
internal sealed record HealthReport(
    string Status, IReadOnlyDictionary<string, DependencyState> Dependencies, string Version, long UptimeSeconds);

/// <summary>One dependency's state.</summary>
/// <param name="Status"><c>healthy</c> or <c>unhealthy</c>.</param>
/// <param name="LatencyMs">How long its probe took, milliseconds.</param>
/// <param name="Error"><c>timeout</c> or <c>unreachable</c> when it is unhealthy.</param>
internal sealed record DependencyState(string Status, double LatencyMs, string? Error);

/// <summary>The states by name.</summary>
internal static class HealthStatus
{
    public const string Healthy = "healthy";
    public const string Degraded = "degraded";
    public const string Unhealthy = "unhealthy";
}

[JsonSerializable(typeof(HealthReport))]
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class HealthJson : JsonSerializerContext;
