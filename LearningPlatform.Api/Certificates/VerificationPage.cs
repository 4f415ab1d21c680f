using System.Globalization;
using System.Net;
using System.Text;
using LearningPlatform.Core.Certificates;
using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Api.Certificates;

/// <summary>The page behind a certificate's QR code: whether it is genuine, for people.</summary>
internal static class VerificationPage
{
    private const string Style =
        """
        body{font:1.05rem/1.5 system-ui,sans-serif;margin:0;background:#f3f5f9;color:#1b2537;display:grid;place-items:center;min-height:100vh}
        main{background:#fff;max-width:34rem;margin:1rem;padding:2rem 2.5rem;border-radius:.75rem;box-shadow:0 1px 12px #1b253722}
        h1{margin:0 0 1rem;font-size:1.4rem}h1.valid{color:#17663a}h1.revoked,h1.unknown{color:#a3241c}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.25rem;margin:0}dt{color:#5a6579}dd{margin:0;font-weight:600}
        """;

    public static void MapVerificationPage(this IEndpointRouteBuilder app) =>
        app.MapGet("/verify/{code}", ShowAsync).ExcludeFromDescription();

    private static async Task<ContentHttpResult> ShowAsync(
        string code, HttpContext context, CertificateQueries queries, IOptions<CertificateSettings> settings)
    {
        SecurityHeaders.AllowPage(context.Response);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["X-Robots-Tag"] = "noindex";
        return (await queries.VerifyAsync(code, context.RequestAborted)).TryGet(out var check, out _)
            ? Page(check.Status, Facts(check, settings.Value.IssuerName))
            : Page(null, "<p>No certificate has this code. Compare it with the one on the certificate.</p>");
    }

    private static ContentHttpResult Page(CertificateStatus? status, string body)
    {
        var (word, title, code) = status switch
        {
            CertificateStatus.Valid => ("valid", "This certificate is genuine and valid", StatusCodes.Status200OK),
            CertificateStatus.Revoked => ("revoked", "This certificate was revoked", StatusCodes.Status200OK),
            _ => ("unknown", "Unknown certificate", StatusCodes.Status404NotFound),
        };
        return TypedResults.Content(
            $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
            <title>{title}</title><style>{Style}</style></head><body><main><h1 class="{word}">{title}</h1>
            {body}
            </main></body></html>
            """,
            "text/html; charset=utf-8", Encoding.UTF8, code);
    }

    private static string Facts(CertificateCheck check, string issuer)
    {
        var facts = new StringBuilder("<dl>");
        Add("Holder", check.Holder ?? "No longer known: the holder's account was erased");
        Add("Course", check.Title);
        Add("Issued", Day(check.IssuedAt));
        if (check.RevokedAt is { } revoked)
        {
            Add("Revoked", Day(revoked));
        }

        Add("Number", check.Number);
        Add("Issuer", issuer);
        return facts.Append("</dl>").ToString();

        void Add(string name, string value) => facts.Append("<dt>").Append(name).Append("</dt><dd>").Append(WebUtility.HtmlEncode(value)).Append("</dd>");
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
