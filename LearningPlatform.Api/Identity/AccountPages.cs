using System.Net;
using System.Text;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Passwords;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace LearningPlatform.Api.Identity;

/// <summary>
/// The pages behind mailed links while no frontend has its own (<c>Mail:VerifyLink</c>, <c>Mail:ResetLink</c>). Opening one changes
/// nothing, since mail scanners open every link; the button does. The forms need no anti-forgery token: the secret is in them.
/// </summary>
internal static class AccountPages
{
    public static void MapAccountPages(this IEndpointRouteBuilder app)
    {
        var pages = app.MapGroup("/account").ExcludeFromDescription().DisableAntiforgery().AddEndpointFilter((invocation, next) =>
        {
            SecurityHeaders.AllowPage(invocation.HttpContext.Response);
            return next(invocation);
        });
        pages.MapGet("/verify-email", (string? token) => VerifyForm(token));
        pages.MapPost("/verify-email", VerifyAsync);
        pages.MapGet("/reset-password", (string? token) => ResetForm(token, ""));
        pages.MapPost("/reset-password", ResetAsync);
    }

    private static async Task<ContentHttpResult> VerifyAsync(
        [FromForm] string? token, EmailVerification verification, CancellationToken cancellationToken)
    {
        var outcome = await verification.VerifyAsync(token, cancellationToken);
        return outcome.Failure is { } failure
            ? Page("Not confirmed", Paragraph(failure.Message), StatusCodes.Status400BadRequest)
            : Page("Confirmed", Paragraph("The address is confirmed. You can sign in now."));
    }

    private static async Task<ContentHttpResult> ResetAsync(
        [FromForm] string? token,
        [FromForm] string? password,
        HttpContext context,
        PasswordReset reset,
        RevokedSessions revoked,
        CancellationToken cancellationToken)
    {
        if (PasswordRules.Check(password) is { } problem)
        {
            return ResetForm(token, problem);
        }

        var outcome = await reset.ResetAsync(token, password!, context.Device(), cancellationToken);
        if (!outcome.TryGet(out var changed, out var failure))
        {
            return Page("Not changed", Paragraph(failure.Message), StatusCodes.Status400BadRequest);
        }

        await revoked.RevokeAllAsync(changed.EndedSessions);
        return Page("Changed", Paragraph("The new password is set. You can sign in now."));
    }

    private static ContentHttpResult VerifyForm(string? token) => Page(
        "Confirm your e-mail address",
        $"""<form method="post">{Hidden(token)}<button>Confirm address</button></form>""");

    private static ContentHttpResult ResetForm(string? token, string problem) => Page(
        "Set a new password",
        $"""
        {(problem.Length == 0 ? "" : Paragraph(problem))}
        <form method="post">{Hidden(token)}
        <label>New password <input type="password" name="password" minlength="{PasswordRules.MinLength}" maxlength="{PasswordRules.MaxLength}" autocomplete="new-password" required></label>
        <button>Set password</button></form>
        """,
        problem.Length == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);

    private static string Hidden(string? token) => $"""<input type="hidden" name="token" value="{WebUtility.HtmlEncode(token ?? "")}">""";

    private static string Paragraph(string text) => $"<p>{WebUtility.HtmlEncode(text)}</p>";

    private static ContentHttpResult Page(string title, string body, int status = StatusCodes.Status200OK) => TypedResults.Content(
        $"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">
        <title>{title}</title></head><body><main><h1>{title}</h1>
        {body}
        </main></body></html>
        """,
        "text/html; charset=utf-8", Encoding.UTF8, status);
}
