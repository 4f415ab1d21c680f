using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The access token of a request and where it came from.</summary>
/// <param name="Token">The token as it was sent.</param>
/// <param name="FromCookie">Browsers send cookies unasked, so that more has to be shown.</param>
internal readonly record struct Credential(string Token, bool FromCookie)
{
    /// <summary>The httpOnly cookie that login sets for browsers.</summary>
    public const string Cookie = "access_token";

    private const string Bearer = "Bearer ";

    /// <summary>
    /// The header before the cookie. WebSockets from a browser can set no header, so under <c>/ws/</c> the query may carry the token;
    /// nowhere else, because addresses end up in logs and histories.
    /// </summary>
    public static Credential? Of(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 1 && header[0] is { } value && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return new Credential(value[Bearer.Length..].Trim(), FromCookie: false);
        }

        if (IsSocket(request) && request.Query[Cookie] is [{ Length: > 0 } inQuery])
        {
            return new Credential(inQuery, FromCookie: false);
        }

        return request.Headers.Cookie.Count > 0 && request.Cookies[Cookie] is { Length: > 0 } cookie
            ? new Credential(cookie, FromCookie: true)
            : null;
    }

    /// <summary>Whether there could be one, without looking closely: most public reads end here.</summary>
    public static bool MayBeIn(HttpRequest request) =>
        request.Headers.Authorization.Count > 0 || request.Headers.Cookie.Count > 0 || IsSocket(request);

    /// <summary>Addresses of WebSockets.</summary>
    public static bool IsSocket(HttpRequest request) =>
        request.Path.Value is { Length: > 4 } path && path.StartsWith("/ws/", StringComparison.OrdinalIgnoreCase);
}
