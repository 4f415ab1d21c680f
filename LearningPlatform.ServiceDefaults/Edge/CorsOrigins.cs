using Microsoft.Extensions.Configuration;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>The sites whose pages may call the platform with credentials: configuration <c>Cors:Origins</c>, a list.</summary>
internal sealed class CorsOrigins(IConfiguration configuration)
{
    private readonly HashSet<string> _origins = configuration.List("Cors:Origins")
        .Select(origin => origin.TrimEnd('/'))
        .Where(origin => origin != "*")
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configured origins; a wildcard is not among them, since credentials are allowed.</summary>
    public IReadOnlyCollection<string> All => _origins;

    public bool Contains(string origin) => _origins.Contains(origin);
}
