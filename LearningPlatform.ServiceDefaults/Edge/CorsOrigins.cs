using Microsoft.Extensions.Configuration;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>The sites whose pages may call the platform with credentials: configuration <c>Cors:Origins</c>, a list.</summary>
internal sealed class CorsOrigins
{
    private readonly HashSet<string> _origins;

    public CorsOrigins(IConfiguration configuration)
    {
        var section = configuration.GetSection("Cors:Origins");
        var listed = section.Value is { } one ? one.Split([',', ';', ' ']) : section.GetChildren().Select(child => child.Value ?? "");
        _origins = listed.Select(origin => origin.Trim().TrimEnd('/'))
            .Where(origin => origin.Length > 0 && origin != "*")
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The configured origins; a wildcard is not among them, since credentials are allowed.</summary>
    public IReadOnlyCollection<string> All => _origins;

    public bool Contains(string origin) => _origins.Contains(origin);
}
