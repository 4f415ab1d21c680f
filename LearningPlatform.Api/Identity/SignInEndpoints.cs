using System.Globalization;
using System.Security.Claims;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Accounts;
using LearningPlatform.Core.Identity.Limits;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Identity.Sessions;
using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;

namespace LearningPlatform.Api.Identity;

/// <summary>Signing in, staying signed in, signing out (documents 1 to 4).</summary>
internal static class SignInEndpoints
{
    private static readonly Failure NotRefreshed = new(
        FailureKind.Unauthenticated, "INVALID_REFRESH_TOKEN", "The refresh token is not valid any more. Sign in again.");

    public static void MapSignIn(this IEndpointRouteBuilder auth)
    {
        auth.MapPost("/login", LoginAsync)
            .WithSummary("Sign in with an e-mail address or a username and a password")
            .WithDescription(
                "The tokens also come as httpOnly cookies. A request signed in by cookie that changes something must carry `csrf_token` "
                + "in the header `X-CSRF-Token`.")
            .Fails(401, "INVALID_CREDENTIALS")
            .Fails(429, "TOO_MANY_ATTEMPTS")
            .RequireRateLimit(RateLimits.Auth)
            .WithRequestExample(IdentityExamples.Login)
            .WithResponseExample(IdentityExamples.SignedIn);
        auth.MapPost("/refresh", RefreshAsync)
            .WithSummary("Exchange a refresh token for new tokens")
            .WithDescription("The token comes in the body or in the cookie and is good for one use: an old one ends its whole session.")
            .Fails(401, "INVALID_REFRESH_TOKEN")
            .WithRequestExample(IdentityExamples.Refresh)
            .WithResponseExample(IdentityExamples.SignedIn);
        auth.MapPost("/logout", LogoutAsync).WithSummary("End this session").RequireAuthorization(Policies.SignedIn);
        auth.MapPost("/logout-all", LogoutAllAsync).WithSummary("End every session").RequireAuthorization(Policies.SignedIn);
    }

    private static async Task<Reply<SignedInAnswer>> LoginAsync(
        LoginRequest request, HttpContext context, PasswordSignIn signIn, KnownDevices devices, CancellationToken cancellationToken)
    {
        var mark = DeviceCookie.Of(context.Request);
        var result = await signIn.SignInAsync(request.Login, request.Password!, context.Device(), mark, cancellationToken);
        if (result.SignedIn is { } signedIn)
        {
            DeviceCookie.Set(context, devices.NewMark(signedIn.User.Id));
            return SignedInAnswer.Send(context, signedIn);
        }

        if (result.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return result.Failure!;
    }

    private static async Task<Reply<SignedInAnswer>> RefreshAsync(
        HttpContext context,
        SessionRefresh refresh,
        RevokedSessions revoked,
        RefreshRequest? request,
        CancellationToken cancellationToken)
    {
        var token = request?.RefreshToken ?? AuthCookies.RefreshTokenOf(context.Request);
        var result = await refresh.RefreshAsync(token, context.Device(), cancellationToken);
        if (result is { Tokens: { } tokens, User: { } user })
        {
            return SignedInAnswer.Send(context, new(user, tokens));
        }

        if (result.EndedSession is { } ended)
        {
            await revoked.RevokeAsync(ended);
        }

        AuthCookies.Clear(context);
        return NotRefreshed;
    }

    private static async Task<NoContentReply> LogoutAsync(
        HttpContext context, ClaimsPrincipal user, SessionService sessions, RevokedSessions revoked, CancellationToken cancellationToken)
    {
        var caller = user.Caller();
        await sessions.EndAsync(caller.UserId, caller.SessionId, RevocationReasons.Logout, context.Device(), cancellationToken);
        await revoked.RevokeAsync(caller.SessionId);
        AuthCookies.Clear(context);
        return NoContentReply.Done;
    }

    private static async Task<NoContentReply> LogoutAllAsync(
        HttpContext context, ClaimsPrincipal user, SessionService sessions, RevokedSessions revoked, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndAllAsync(
            user.Caller().UserId, null, RevocationReasons.LogoutAll, context.Device(), cancellationToken);
        await revoked.RevokeAllAsync(ended);
        AuthCookies.Clear(context);
        return NoContentReply.Done;
    }
}

/// <summary>The answer to signing in and to refreshing.</summary>
/// <param name="AccessToken">JWT for <c>Authorization: Bearer</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds the access token lives.</param>
/// <param name="RefreshToken">For one call of <c>POST /auth/refresh</c> within <paramref name="RefreshExpiresIn"/>.</param>
/// <param name="RefreshExpiresIn">Seconds the refresh token lives.</param>
/// <param name="CsrfToken">For <c>X-CSRF-Token</c> when signed in by cookie.</param>
/// <param name="User">Who signed in.</param>
internal sealed record SignedInAnswer(
    string AccessToken, string TokenType, int ExpiresIn, string RefreshToken, int RefreshExpiresIn, string CsrfToken, UserView User)
{
    /// <summary>Sets the cookies and returns what goes into the body.</summary>
    public static SignedInAnswer Send(HttpContext context, SignedIn signedIn)
    {
        var tokens = signedIn.Tokens;
        AuthCookies.Set(context, tokens);
        return new(
            tokens.AccessToken, "Bearer", (int)IdentitySettings.AccessTokenLifetime.TotalSeconds, tokens.RefreshToken,
            (int)IdentitySettings.RefreshTokenLifetime.TotalSeconds, tokens.CsrfToken, UserView.Of(signedIn.User));
    }
}
