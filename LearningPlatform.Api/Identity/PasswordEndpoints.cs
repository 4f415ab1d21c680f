using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;

namespace LearningPlatform.Api.Identity;

/// <summary>Passwords: changed by their owner, or set anew when forgotten (document 1).</summary>
internal static class PasswordEndpoints
{
    public static void MapPasswords(this IEndpointRouteBuilder group)
    {
        var auth = group.MapGroup("").RequireRateLimit(RateLimits.Auth);
        auth.MapPost("/change-password", ChangeAsync)
            .WithSummary("Change the password; every other session ends")
            .RequireAuthorization(Policies.SignedIn)
            .WithRequestExample(IdentityExamples.ChangePassword);
        auth.MapPost("/forgot-password", ForgotAsync)
            .WithSummary("Mail a link that sets a new password")
            .WithDescription("The answer is the same for an address without an account.")
            .WithRequestExample(IdentityExamples.Address)
            .WithResponseExample(IdentityExamples.Accepted);
        auth.MapPost("/reset-password", ResetAsync)
            .WithSummary("Set a new password with the mailed token; every session ends")
            .Fails(400, "INVALID_TOKEN")
            .WithRequestExample(IdentityExamples.ResetPassword);
    }

    private static async Task<Reply<Accepted>> ForgotAsync(
        AddressRequest request,
        HttpContext context,
        PasswordReset reset,
        RateLimiter limiter,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await limiter.CheckAccountAsync(context, request.Email!) is { } refusal)
        {
            return refusal;
        }

        await EvenTime.RunAsync(() => reset.RequestAsync(request.Email!, context.Device(), cancellationToken), time, cancellationToken);
        return Accepted.ByMail;
    }

    private static async Task<NoContentReply> ResetAsync(
        ResetPasswordRequest request, HttpContext context, PasswordReset reset, RevokedSessions revoked, CancellationToken cancellationToken)
    {
        var outcome = await reset.ResetAsync(request.Token, request.Wanted!, context.Device(), cancellationToken);
        if (!outcome.TryGet(out var changed, out var failure))
        {
            return failure;
        }

        await revoked.RevokeAllAsync(changed.EndedSessions);
        return NoContentReply.Done;
    }

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
