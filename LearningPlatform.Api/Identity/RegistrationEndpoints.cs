using LearningPlatform.Api.Http;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;

namespace LearningPlatform.Api.Identity;

/// <summary>Becoming an account: register, then prove the address (documents 1 to 3).</summary>
internal static class RegistrationEndpoints
{
    public static void MapRegistration(this IEndpointRouteBuilder group)
    {
        var auth = group.MapGroup("").RequireRateLimit(RateLimits.Auth);
        auth.MapPost("/register", RegisterAsync)
            .WithSummary("Register; the account is made when the mailed link is followed")
            .WithDescription("The answer is the same for an address that has an account: its owner is told by mail.")
            .Fails(409, "USERNAME_TAKEN")
            .WithRequestExample(IdentityExamples.Register)
            .WithResponseExample(IdentityExamples.Accepted);
        auth.MapPost("/verify-email", VerifyAsync)
            .WithSummary("Prove the address with the mailed token")
            .Fails(400, "INVALID_TOKEN")
            .WithRequestExample(IdentityExamples.Token)
            .WithResponseExample(IdentityExamples.User);
        auth.MapPost("/resend-verification", ResendAsync)
            .WithSummary("Mail the link once more")
            .WithRequestExample(IdentityExamples.Address)
            .WithResponseExample(IdentityExamples.Accepted);
    }

    private static async Task<CreatedReply<Accepted>> RegisterAsync(
        RegisterRequest request, HttpContext context, Registration registration, RateLimiter limiter, CancellationToken cancellationToken)
    {
        if (await limiter.CheckAccountAsync(context, request.Email!) is { } refusal)
        {
            return refusal;
        }

        var language = request.Language ?? context.Request.Headers.AcceptLanguage.ToString();
        return await registration.RegisterAsync(request.ToRegistration(language), context.Device(), cancellationToken) is { } failure
            ? failure
            : CreatedReply<Accepted>.At("/api/v1/auth/verify-email", Accepted.ByMail);
    }

    private static async Task<Reply<UserView>> VerifyAsync(
        TokenRequest request, EmailVerification verification, CancellationToken cancellationToken)
    {
        var outcome = await verification.VerifyAsync(request.Token, cancellationToken);
        return outcome.TryGet(out var user, out var failure) ? UserView.Of(user) : failure;
    }

    private static async Task<Reply<Accepted>> ResendAsync(
        AddressRequest request,
        HttpContext context,
        Registration registration,
        RateLimiter limiter,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        if (await limiter.CheckAccountAsync(context, request.Email!) is { } refusal)
        {
            return refusal;
        }

        await EvenTime.RunAsync(() => registration.ResendAsync(request.Email!, cancellationToken), time, cancellationToken);
        return Accepted.ByMail;
    }
}

/// <summary>What everybody gets who gives an address.</summary>
internal sealed record Accepted(string Message)
{
    public static readonly Accepted ByMail = new("If the address can be used for this, a mail is on its way to it.");
}
