using System.Globalization;
using LearningPlatform.Core;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Http;

/// <summary>ETags of resources that count their changes.</summary>
public static class Preconditions
{
    /// <summary>The ETag of a version.</summary>
    public static string TagOf(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>A 412 when the request names by <c>If-Match</c> a version that is not <paramref name="version"/>; null to go on.</summary>
    public static Failure? Check(HttpRequest request, int version)
    {
        ArgumentNullException.ThrowIfNull(request);
        var wanted = request.Headers.IfMatch;
        return wanted.Count == 0 || wanted == "*" || wanted == TagOf(version) ? null : Failure.Stale();
    }
}
