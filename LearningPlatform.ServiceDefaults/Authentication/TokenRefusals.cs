using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>What a client is told about its token: enough to act on (refresh, sign in again), not why exactly it was refused.</summary>
internal static class TokenRefusals
{
    /// <summary>Signed in, but not enough.</summary>
    public static readonly Failure NotAllowed = StatusFailures.Of(StatusCodes.Status403Forbidden);

    private static readonly Refusal None = new(StatusFailures.Of(StatusCodes.Status401Unauthorized), "Bearer");

    private static readonly Refusal Expired = Token("TOKEN_EXPIRED", "The access token has expired. Refresh it.");

    private static readonly Refusal Revoked = Token("SESSION_REVOKED", "The session has ended. Sign in again.");

    private static readonly Refusal Invalid = Token("TOKEN_INVALID", "The access token is not valid.");

    private static readonly Refusal Csrf = new(
        Failure.Forbidden("CSRF_TOKEN_INVALID", "A request signed in by cookie must carry the X-CSRF-Token that login returned."), null);

    private static readonly Refusal Origin = new(
        Failure.Forbidden("ORIGIN_NOT_ALLOWED", "A page of this origin may not open this connection."), null);

    /// <summary>The answer to a token with <paramref name="defect"/>.</summary>
    public static Refusal Of(TokenDefect defect) => defect switch
    {
        TokenDefect.None => None,
        TokenDefect.Expired => Expired,
        TokenDefect.SessionRevoked => Revoked,
        TokenDefect.Csrf => Csrf,
        TokenDefect.Origin => Origin,
        _ => Invalid,
    };

    private static Refusal Token(string code, string message) => new(
        new Failure(FailureKind.Unauthenticated, code, message),
        $"Bearer error=\"invalid_token\", error_description=\"{message}\"");

    /// <summary>A refusal and the <c>WWW-Authenticate</c> (RFC 6750) that goes with a 401.</summary>
    public sealed record Refusal(Failure Failure, StringValues? Challenge);
}
