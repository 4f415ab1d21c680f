using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.Embedded.Hosting;

/// <summary>
/// Lets only the person at this machine in. The server listens on loopback, but every web page and every user of the machine can
/// reach that, so a request must also name this server as its host (a page that rebinds its own name to 127.0.0.1 does not), come from
/// no other origin, and carry the cookie that the console's link gives.
/// </summary>
internal sealed class DashboardGate(DashboardAddress address)
{
    private static readonly string[] LocalNames = ["localhost", "127.0.0.1", "[::1]"];

    private readonly string _session = RandomNumberGenerator.GetHexString(64, lowercase: true);

    // Cookies don't tell ports apart: the name keeps two dashboards on one machine from logging each other out.
    private readonly string _cookie = $"learning-dashboard-{address.Port}";

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        SetHeaders(context.Response.Headers);
        if (!IsLocal(context))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
        }
        else if (context.Request.Path == "/login")
        {
            LogIn(context);
        }
        else if (!AreEqual(context.Request.Cookies[_cookie], _session))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            await DashboardPage.WriteAsync(context, "closed.html");
        }
        else
        {
            await next(context);
        }
    }

    private void LogIn(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || !AreEqual(context.Request.Query["t"], address.Token))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        context.Response.Cookies.Append(_cookie, _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        context.Response.Redirect("/");
    }

    private bool IsLocal(HttpContext context)
    {
        var allowed = LocalNames.Select(n => $"{n}:{address.Port}").ToList();
        var origin = context.Request.Headers.Origin.ToString();
        var changes = !HttpMethods.IsGet(context.Request.Method);
        return IPAddress.IsLoopback(context.Connection.RemoteIpAddress ?? IPAddress.None)
            && allowed.Contains(context.Request.Host.Value ?? "", StringComparer.OrdinalIgnoreCase)
            && (origin.Length == 0 ? !changes : allowed.Contains(origin.Replace("http://", "", StringComparison.Ordinal), StringComparer.OrdinalIgnoreCase));
    }

    private static bool AreEqual(string? given, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(expected));

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
