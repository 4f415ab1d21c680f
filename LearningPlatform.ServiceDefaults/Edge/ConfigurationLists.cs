using Microsoft.Extensions.Configuration;

namespace LearningPlatform.ServiceDefaults.Edge;

internal static class ConfigurationLists
{
    /// <summary>A list, as numbered children (JSON arrays) or as one text with commas (environment variables).</summary>
    public static IReadOnlyList<string> List(this IConfiguration configuration, string key)
    {
        var section = configuration.GetSection(key);
        var items = section.Value is { } text ? text.Split(',', ';') : section.GetChildren().Select(child => child.Value ?? "");
        return [.. items.Select(item => item.Trim()).Where(item => item.Length > 0)];
    }
}
