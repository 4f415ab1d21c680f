using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>What people tell about themselves (documents 1 to 4, under the name that each of them uses).</summary>
internal static class ProfileEndpoints
{
    public static void MapProfile(this IEndpointRouteBuilder group, string path)
    {
        var profile = group.MapGroup(path).RequireAuthorization(Policies.SignedIn);
        profile.MapGet("", GetAsync).WithSummary("The caller's profile").WithResponseExample(IdentityExamples.Profile);
        profile.MapPut("", UpdateAsync)
            .WithSummary("Replace the caller's profile")
            .WithDescription("Names, `display_name` and `time_zone` stay when they are absent; any other absent field is cleared.")
            .Fails(412, "PRECONDITION_FAILED")
            .WithRequestExample(IdentityExamples.ProfileChange)
            .WithResponseExample(IdentityExamples.Profile);
    }

    private static async Task<Reply<ProfileView>> GetAsync(
        ClaimsPrincipal user, ProfileService profiles, CancellationToken cancellationToken) =>
        await profiles.GetAsync(user.Caller().UserId, cancellationToken);

    private static async Task<Reply<ProfileView>> UpdateAsync(
        ProfileRequest request, HttpContext context, ProfileService profiles, CancellationToken cancellationToken) =>
        await profiles.UpdateAsync(
            context.User.Caller().UserId,
            request.ToChange(),
            version => Preconditions.Check(context.Request, version),
            cancellationToken);
}
