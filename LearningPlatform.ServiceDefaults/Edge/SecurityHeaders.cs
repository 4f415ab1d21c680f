using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Primitives;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>What browsers are told with every answer. Constants only: this runs on every request.</summary>
public sealed class SecurityHeaders
{
    /// <summary>Answers are data: a browser that shows one may load nothing, run nothing and frame nothing.</summary>
    private static readonly StringValues ForData = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>For our own HTML pages: their own files only, styles also inline.</summary>
    private static readonly StringValues ForPages = "default-src 'none'; script-src 'self'; " + PageRest;

    /// <summary>For a page of a library that starts itself by an inline script.</summary>
    private static readonly StringValues ForInlineScripts = "default-src 'none'; script-src 'self' 'unsafe-inline'; " + PageRest;

    private const string PageRest =
        "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoFeatures = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues TwoYears = "max-age=63072000; includeSubDomains";

    private readonly bool _isStrict;

    internal SecurityHeaders(IHostEnvironment environment) => _isStrict = !environment.IsDevelopment();

    /// <summary>
    /// Lets an HTML page load its own scripts and styles; call it before the page is written. <paramref name="inlineScripts"/> only for a
    /// page that shows nothing of its visitors'.
    /// </summary>
    public static void AllowPage(HttpResponse response, bool inlineScripts = false)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ContentSecurityPolicy = inlineScripts ? ForInlineScripts : ForPages;
    }

    internal void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ForData;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Permissions-Policy"] = NoFeatures;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        if (_isStrict && context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = TwoYears;
        }
    }
}
