using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>Taking one's data along, and leaving (document 2). Both are done in the background and say how far they are.</summary>
internal static class PersonalDataEndpoints
{
    public static void MapPersonalData(this IEndpointRouteBuilder users)
    {
        var me = users.MapGroup("/me").RequireAuthorization(Policies.SignedIn);
        me.MapGet("/export", ExportAsync)
            .WithSummary("Everything the platform holds on the caller; starts the export when there is none of the last day")
            .WithDescription("Ask again until `status` is `done`; `download_url` then works for 15 minutes, and asking again gives a new one.")
            .WithMetadata(new QueryParameter("format", "string", "json (default), or zip with files."));
        me.MapPost("/export", StartExportAsync)
            .WithSummary("Start a new export")
            .WithMetadata(new QueryParameter("format", "string", "json (default), or zip with files."));
        me.MapDelete("", EraseAsync)
            .WithSummary("Erase the account; every session ends at once, the rest follows in the background")
            .Fails(409, "LAST_ADMIN");
        users.MapGet("/erasures/{id:guid}", GetErasureAsync)
            .WithSummary("How far an erasure is, for whoever has its id")
            .Fails(404, "REQUEST_NOT_FOUND");
    }

    private static async Task<Reply<DataRequestView>> ExportAsync(
        HttpContext context, DataRequests requests, CancellationToken cancellationToken) =>
        FormatOf(context.Request).TryGet(out var format, out var failure)
            ? await requests.ExportAsync(context.User.Caller().UserId, format, context.Device(), cancellationToken)
            : failure;

    private static async Task<CreatedReply<DataRequestView>> StartExportAsync(
        HttpContext context, DataRequests requests, CancellationToken cancellationToken) =>
        FormatOf(context.Request).TryGet(out var format, out var failure)
            ? CreatedReply<DataRequestView>.At(
                $"/api/v1/users/me/export?format={format}",
                await requests.StartExportAsync(context.User.Caller().UserId, format, context.Device(), cancellationToken))
            : failure;

    private static async Task<Reply<DataRequestView>> EraseAsync(
        HttpContext context, ClaimsPrincipal user, DataRequests requests, RevokedSessions revoked, CancellationToken cancellationToken)
    {
        var outcome = await requests.EraseAsync(user.Caller().UserId, context.Device(), cancellationToken);
        if (!outcome.TryGet(out var accepted, out var failure))
        {
            return failure;
        }

        await revoked.RevokeAllAsync(accepted.EndedSessions);
        AuthCookies.Clear(context);
        return accepted.View;
    }

    private static async Task<Reply<DataRequestView>> GetErasureAsync(Guid id, DataRequests requests, CancellationToken cancellationToken) =>
        await requests.ErasureAsync(id, cancellationToken);

    private static Outcome<string> FormatOf(HttpRequest request) => request.Query["format"].ToString().ToLowerInvariant() switch
    {
        "" or "json" => "json",
        "zip" => "zip",
        _ => Failure.Invalid("format", "One of json, zip."),
    };
}
