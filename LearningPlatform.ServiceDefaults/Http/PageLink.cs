using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace LearningPlatform.ServiceDefaults.Http;

/// <summary>The RFC 8288 link to the next part of a list.</summary>
public static class PageLink
{
    /// <summary>The request's own address with <paramref name="cursor"/> in place of the one it had.</summary>
    public static string Next(HttpRequest request, string cursor)
    {
        var query = new QueryBuilder(request.Query
            .Where(pair => !string.Equals(pair.Key, "cursor", StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value ?? "")))
        {
            { "cursor", cursor },
        };
        return $"<{request.PathBase}{request.Path}{query}>; rel=\"next\"";
    }
}
