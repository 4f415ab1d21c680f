namespace LearningPlatform.Api.Identity;

/// <summary>The mark by which a browser is known again at its next sign-in; it signs nobody in.</summary>
internal static class DeviceCookie
{
    private const string Name = "device";
    private const int MaxLength = 100;

    public static string? Of(HttpRequest request) => request.Cookies[Name] is { Length: <= MaxLength } mark ? mark : null;

    public static void Set(HttpContext context, string mark) => context.Response.Cookies.Append(Name, mark, new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/api",
        MaxAge = TimeSpan.FromDays(400),
        IsEssential = true,
    });
}
