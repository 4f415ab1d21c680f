using System.Text.Json.Nodes;
using LearningPlatform.Core;
using LearningPlatform.Core.Certificates.Badges;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Certificates;

/// <summary>
/// What a verifier of an Open Badge fetches: at the addresses that stand in the credential, without the envelope, and open to other sites'
/// scripts. Addresses stay as they are for as long as credentials may be shown.
/// </summary>
internal static class BadgeEndpoints
{
    private static readonly Failure NotFound = Failure.NotFound("NOT_FOUND", "There is nothing here.");

    public static void MapBadges(this IEndpointRouteBuilder app)
    {
        var badges = app.MapGroup("/badges").WithTags("Open Badges");
        badges.MapGet("/issuer", async (HttpContext context, BadgeDocuments documents) =>
                await SendAsync(context, await documents.ProfileAsync(context.RequestAborted), "application/ld+json"))
            .WithSummary("The issuer's profile (Open Badges 3.0)");
        badges.MapGet("/keys", async (HttpContext context, BadgeDocuments documents) =>
                await SendAsync(context, await documents.KeysAsync(context.RequestAborted), "application/jwk-set+json"))
            .WithSummary("Every key that ever signed a credential");
        badges.MapGet("/keys/{id:maxlength(60)}", async (string id, HttpContext context, BadgeDocuments documents) =>
                await SendAsync(context, await documents.KeyAsync(id, context.RequestAborted), "application/jwk+json"))
            .WithSummary("A credential's key, as its kid names it")
            .Produces(StatusCodes.Status404NotFound);
        badges.MapGet("/achievements/{id:guid}", async (Guid id, HttpContext context, BadgeDocuments documents) =>
                await SendAsync(context, await documents.AchievementAsync(id, context.RequestAborted), "application/ld+json"))
            .WithSummary("What a credential is about")
            .Produces(StatusCodes.Status404NotFound);
        badges.MapGet("/revocations", async (HttpContext context, BadgeDocuments documents) =>
                await SendAsync(context, await documents.RevocationsAsync(context.RequestAborted), "application/json"))
            .WithSummary("Which credentials were revoked (1EdTech revocation list)");
    }

    private static Task SendAsync(HttpContext context, JsonObject? document, string mediaType)
    {
        if (document is null)
        {
            return FailureWriter.WriteAsync(context, NotFound);
        }

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=60";
        headers.AccessControlAllowOrigin = "*";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.ContentType = mediaType;
        return context.Response.WriteAsync(document.ToJsonString(), context.RequestAborted);
    }
}
