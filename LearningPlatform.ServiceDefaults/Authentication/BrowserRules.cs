using System.Buffers.Text;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>What a request by cookie must show beyond the cookie, since a browser sends that for any site that asks it to.</summary>
internal static class BrowserRules
{
    /// <summary>The header with the token that login returned.</summary>
    public const string CsrfHeader = "X-CSRF-Token";

    private const int MaxCsrfLength = 512;

    /// <summary>The rule that the request breaks, if any.</summary>
    public static TokenDefect Check(HttpRequest request, ClaimsPrincipal user, CorsOrigins origins)
    {
        if (Credential.IsSocket(request))
        {
            return IsOwnOrigin(request, origins) ? TokenDefect.None : TokenDefect.Origin;
        }

        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method);
        return isSafe || HasCsrfToken(request, user) ? TokenDefect.None : TokenDefect.Csrf;
    }

    private static bool HasCsrfToken(HttpRequest request, ClaimsPrincipal user)
    {
        var sent = request.Headers[CsrfHeader].ToString();
        var expected = user.FindFirst(TokenClaims.Csrf)?.Value;
        if (sent.Length is 0 or > MaxCsrfLength || string.IsNullOrEmpty(expected))
        {
            return false;
        }

        var actual = Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(sent)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(actual), Encoding.ASCII.GetBytes(expected));
    }

    /// <summary>WebSockets are not bound by CORS: one opened with a cookie must come from our own pages or a configured origin.</summary>
    private static bool IsOwnOrigin(HttpRequest request, CorsOrigins origins)
    {
        var origin = request.Headers.Origin.ToString();
        return origins.Contains(origin)
            || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
    }
}
