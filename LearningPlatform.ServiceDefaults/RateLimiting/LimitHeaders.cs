using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Writes <c>RateLimit-*</c> and <c>Retry-After</c> without making strings: every request has them.</summary>
internal static class LimitHeaders
{
    private static readonly StringValues[] Numbers =
        [.. Enumerable.Range(0, 4096).Select(number => new StringValues(number.ToString(CultureInfo.InvariantCulture)))];

    public static void Write(HttpResponse response, Quota quota, Decision decision)
    {
        var headers = response.Headers;
        headers["RateLimit-Limit"] = quota.LimitText;
        headers["RateLimit-Policy"] = quota.PolicyText;
        headers["RateLimit-Remaining"] = Text(decision.Remaining);
        headers["RateLimit-Reset"] = Text(decision.ResetSeconds);
        if (!decision.IsAllowed)
        {
            headers.RetryAfter = Text(decision.RetryAfterSeconds);
        }
    }

    private static StringValues Text(int number) =>
        (uint)number < (uint)Numbers.Length ? Numbers[number] : number.ToString(CultureInfo.InvariantCulture);
}
