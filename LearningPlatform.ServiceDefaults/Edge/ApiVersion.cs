using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>Addresses without a version (document 3) mean the first one: <c>/api/goals</c> is <c>/api/v1/goals</c>.</summary>
internal static class ApiVersion
{
    private const string Prefix = "/api/";

    /// <summary>Puts the version into the path when there is none.</summary>
    public static void AddWhereMissing(HttpRequest request)
    {
        var path = request.Path.Value;
        if (path is not null
            && path.Length > Prefix.Length
            && path.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && !StartsWithVersion(path.AsSpan(Prefix.Length)))
        {
            request.Path = new PathString(string.Concat("/api/v1/", path.AsSpan(Prefix.Length)));
        }
    }

    /// <summary>A first segment of <c>v</c> and digits.</summary>
    private static bool StartsWithVersion(ReadOnlySpan<char> rest)
    {
        if (rest[0] is not ('v' or 'V'))
        {
            return false;
        }

        var end = rest.IndexOf('/');
        var digits = end < 0 ? rest[1..] : rest[1..end];
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange('0', '9');
    }
}
