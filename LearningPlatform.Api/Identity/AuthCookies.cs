using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Sessions;

namespace LearningPlatform.Api.Identity;

/// <summary>
/// The cookies that sign a browser in. Scripts cannot read them; requests that they sign in must also show the CSRF token that the
/// answer carries. Other clients ignore them.
/// </summary>
internal static class AuthCookies
{
    private const string Access = "access_token";
    private const string Refresh = "refresh_token";

    // The refresh token travels only where it is exchanged; document 3's clients call the same routes without a version.
    private static readonly string[] RefreshPaths = ["/api/v1/auth", "/api/auth"];

    public static void Set(HttpContext context, SessionTokens tokens)
    {
        var cookies = context.Response.Cookies;
        cookies.Append(Access, tokens.AccessToken, Options(context, "/", IdentitySettings.AccessTokenLifetime));
        foreach (var path in RefreshPaths)
        {
            cookies.Append(Refresh, tokens.RefreshToken, Options(context, path, IdentitySettings.RefreshTokenLifetime));
        }

        context.Response.Headers.CacheControl = "no-store";
    }

    public static void Clear(HttpContext context)
    {
        var cookies = context.Response.Cookies;
        cookies.Delete(Access, Options(context, "/", null));
        foreach (var path in RefreshPaths)
        {
            cookies.Delete(Refresh, Options(context, path, null));
        }
    }

    /// <summary>The refresh token that the browser sent, unless another site made it do so.</summary>
    public static string? RefreshTokenOf(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] == "cross-site" ? null : request.Cookies[Refresh];

    private static CookieOptions Options(HttpContext context, string path, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = path,
        MaxAge = lifetime,
        IsEssential = true,
    };
}
