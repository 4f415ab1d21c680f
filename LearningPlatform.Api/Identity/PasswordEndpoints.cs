using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Identity;

/// <summary>Passwords: changed by their owner.</summary>
internal static class PasswordEndpoints
{
    public static void MapPasswords(this IEndpointRouteBuilder auth) =>
        auth.MapPost("/change-password", ChangeAsync)
            .WithSummary("Change the password; every other session ends")
            .RequireAuthorization(Policies.SignedIn)
            .WithRequestExample(IdentityExamples.ChangePassword);

    private static async Task<NoContentReply> ChangeAsync(
        ChangePasswordRequest request,
        HttpContext context,
        ClaimsPrincipal user,
        PasswordChange passwords,
        RevokedSessions revoked,
        CancellationToken cancellationToken)
    {
        var outcome = await passwords.ChangeAsync(
            user.Caller(), request.CurrentPassword!, request.NewPassword!, context.Device(), cancellationToken);
        if (!outcome.TryGet(out var changed, out var failure))
        {
            return failure;
        }

        await revoked.RevokeAllAsync(changed.EndedSessions);
        return NoContentReply.Done;
    }
}
