using System.Buffers.Text;
using System.Net;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Notifications;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Http;
using Npgsql;

namespace LearningPlatform.Api.Notifications;

/// <summary>
/// Turns mail of a kind off for whoever has the mail (RFC 8058). Mail scanners open every link, so <c>GET</c> only shows a button; mail
/// programs <c>POST</c> by themselves when their user asks for it.
/// </summary>
internal static class UnsubscribeEndpoints
{
    private static readonly Failure Unknown = Failure.NotFound("UNSUBSCRIBE_LINK_UNKNOWN", "This link is not one of ours, or its account is gone.");

    public static void MapUnsubscribe(this IEndpointRouteBuilder notifications)
    {
        notifications.MapGet("/unsubscribe", ShowPage).ExcludeFromDescription();
        notifications.MapPost("/unsubscribe", UnsubscribeAsync)
            .DisableAntiforgery()
            .WithSummary("Turn a kind of mail off, by the link in the mail")
            .WithMetadata(
                new QueryParameter("token", "string", "From the link."),
                new QueryParameter("kind", "string", "A kind of notification, or `digest` for all that come in the daily mail."))
            .Produces(StatusCodes.Status204NoContent)
            .Fails(404, Unknown.Code);
    }

    private static IResult ShowPage(HttpContext context, string? token, string? kind)
    {
        var action = $"?token={Uri.EscapeDataString(token ?? "")}&kind={Uri.EscapeDataString(kind ?? "")}";
        return Page(
            context.Response,
            "Unsubscribe",
            $"""
             <p>You will get no more mail of this kind. In the app nothing changes.</p>
             <form method="post" action="{WebUtility.HtmlEncode(action)}"><button>Unsubscribe</button></form>
             """);
    }

    /// <summary>204 for mail programs; a page that says so for whoever has pressed the button.</summary>
    private static async Task<IResult> UnsubscribeAsync(
        HttpContext context, string? token, string? kind, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var failure = await TurnOffAsync(token, kind, database, cancellationToken);
        if (context.Request.WantsPage())
        {
            return failure is null
                ? Page(context.Response, "Unsubscribed", "<p>You will get no more mail of this kind.</p>")
                : Page(context.Response, "Not unsubscribed", $"<p>{WebUtility.HtmlEncode(failure.Message)}</p>", StatusCodes.Status404NotFound);
        }

        NoContentReply reply = failure;
        return reply;
    }

    private static IResult Page(HttpResponse response, string title, string body, int status = StatusCodes.Status200OK)
    {
        SecurityHeaders.AllowPage(response);
        return Results.Content(
            $"""
             <!doctype html>
             <html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
             <body style="font-family:system-ui,sans-serif;max-width:560px;margin:3rem auto">
             <h1>{title}</h1>{body}
             </body></html>
             """,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    private static async Task<Failure?> TurnOffAsync(
        string? token, string? kind, NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var kinds = kind == NotificationMails.DigestKind
            ? NotificationKinds.All.Where(known => !known.IsMandatory()).ToList()
            : NotificationKinds.TryParse(kind, out var one) && !one.IsMandatory() ? [one] : [];
        if (token is not { Length: > 0 and < 200 } || !Base64Url.IsValid(token) || kinds.Count == 0)
        {
            return Unknown;
        }

        await using var command = database.CreateCommand(
            """
            insert into notification_preferences as known (user_id, kind, in_app, email)
            select settings.user_id, wanted.kind, wanted.in_app, 'off'
            from notification_settings settings
            cross join unnest($2, $3, $4) as wanted (kind, in_app, email)
            left join notification_preferences chosen on chosen.user_id = settings.user_id and chosen.kind = wanted.kind
            where settings.unsubscribe_token = $1 and (not $5 or coalesce(chosen.email, wanted.email) = 'digest')
            on conflict (user_id, kind) do update set email = 'off'
            """);
        command.Parameters.Add(new() { Value = Base64Url.DecodeFromChars(token) });
        command.Parameters.Add(new() { Value = kinds.Select(known => known.Name()).ToArray() });
        command.Parameters.Add(new() { Value = kinds.Select(known => known.Default().InApp).ToArray() });
        command.Parameters.Add(new() { Value = kinds.Select(known => known.Default().Email.ToString().ToLowerInvariant()).ToArray() });
        command.Parameters.Add(new() { Value = kind == NotificationMails.DigestKind });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0 || await IsKnownAsync(database, token, cancellationToken)
            ? null
            : Unknown;
    }

    private static async Task<bool> IsKnownAsync(NpgsqlDataSource database, string token, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select 1 from notification_settings where unsubscribe_token = $1)");
        command.Parameters.Add(new() { Value = Base64Url.DecodeFromChars(token) });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
