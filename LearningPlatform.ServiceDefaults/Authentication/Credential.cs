using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The access token of a request and where it came from.</summary>
/// <param name="Carrier">The text as it was sent: the whole header, or the token alone. Not cut: that would copy it each time.</param>
/// <param name="Start">Where the token begins in it.</param>
/// <param name="IsCookie">Browsers send cookies unasked, so that more has to be shown.</param>
internal readonly record struct Credential(string Carrier, int Start, bool IsCookie)
{
    private const string Cookie = "access_token";
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
            return new Credential(value, Bearer.Length, IsCookie: false);
        }

        if (IsSocket(request) && request.Query[Cookie] is [{ Length: > 0 } inQuery])
        {
            return new Credential(inQuery, 0, IsCookie: false);
        }

        return request.Headers.Cookie.Count > 0 && request.Cookies[Cookie] is { Length: > 0 } cookie
            ? new Credential(cookie, 0, IsCookie: true)
            : null;
    }

    /// <summary>Addresses of WebSockets.</summary>
    public static bool IsSocket(HttpRequest request) =>
        request.Path.Value is { Length: > 4 } path && path.StartsWith("/ws/", StringComparison.OrdinalIgnoreCase);
}
