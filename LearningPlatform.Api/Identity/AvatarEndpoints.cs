using System.Security.Claims;
using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>A picture for an account.</summary>
/// <param name="UploadId">A completed upload with the purpose avatar.</param>
public sealed record AvatarRequest(Guid? UploadId);

internal sealed class AvatarRequestValidator : AbstractValidator<AvatarRequest>
{
    public AvatarRequestValidator() => RuleFor(avatar => avatar.UploadId).NotNull();
}

/// <summary>The pictures of accounts (document 2's bucket user-avatars).</summary>
internal static class AvatarEndpoints
{
    public static void MapAvatars(this IEndpointRouteBuilder users)
    {
        users.MapPut("/profile/avatar", SetAsync)
            .RequireAuthorization(Policies.SignedIn)
            .WithSummary("Make an upload the caller's picture")
            .WithDescription("Upload it first with the purpose avatar. The picture before it is removed.")
            .Fails(404, "UPLOAD_NOT_FOUND")
            .Fails(409, "UPLOAD_NOT_COMPLETED", "UPLOAD_PURPOSE_MISMATCH", "UPLOAD_IN_USE")
            .WithRequestExample("""{"upload_id":"0199c3f2-7a10-7c3e-9d2b-5f0e8a61b3c4"}""")
            .WithResponseExample(IdentityExamples.Profile);
        users.MapGet("/{id:guid}/avatar", GetAsync)
            .WithSummary("Somebody's picture")
            .WithDescription(
                "Leads to the picture, with a link that works for a quarter of an hour. The address is a profile's `avatar_url`.")
            .Produces(StatusCodes.Status302Found)
            .Fails(404, "AVATAR_NOT_FOUND");
    }

    private static async Task<Reply<ProfileView>> SetAsync(
        AvatarRequest request, ClaimsPrincipal user, Avatars avatars, ProfileService profiles, CancellationToken cancellationToken)
    {
        var caller = user.Caller();
        return await avatars.SetAsync(request.UploadId!.Value, caller, cancellationToken) is { } failure
            ? failure
            : await profiles.GetAsync(caller.UserId, cancellationToken);
    }

    private static async Task GetAsync(Guid id, HttpContext context, Avatars avatars, CancellationToken cancellationToken)
    {
        var named = Guid.TryParse(context.Request.Query["v"], out var upload);
        var found = await avatars.LinkAsync(id, named ? upload : Guid.Empty, cancellationToken);
        if (!found.TryGet(out var link, out var failure))
        {
            await FailureWriter.WriteAsync(context, failure);
            return;
        }

        // Shorter than the link itself works.
        context.Response.Headers.CacheControl = "private, max-age=600";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        context.Response.Redirect(link.Url.ToString());
    }
}
