using System.Security.Claims;
using LearningPlatform.Core.Identity;
using Microsoft.IdentityModel.JsonWebTokens;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Takes what the platform needs out of a token whose signature is good.</summary>
internal static class TokenReader
{
    /// <summary>The token's content, or null when something it must say is missing or unreadable.</summary>
    public static ValidatedToken? Read(JsonWebToken token)
    {
        if (!Guid.TryParse(Value(token, TokenClaims.Subject), out var userId)
            || !Guid.TryParse(Value(token, TokenClaims.Session), out var sessionId)
            || !Roles.TryParse(Value(token, TokenClaims.Role), out var role)
            || Time(token, "exp") is not { } expires
            || Time(token, "nbf") is not { } notBefore)
        {
            return null;
        }

        List<Claim> claims =
        [
            new(TokenClaims.Subject, userId.ToString()),
            new(TokenClaims.Session, sessionId.ToString()),
            new(TokenClaims.Role, role.Name()),
        ];
        if (Value(token, TokenClaims.Csrf) is { } csrf)
        {
            claims.Add(new Claim(TokenClaims.Csrf, csrf));
        }

        var identity = new CallerIdentity(new Caller(userId, role, sessionId), claims);
        return new ValidatedToken(new ClaimsPrincipal(identity), sessionId, token.Kid, notBefore, expires);
    }

    private static string? Value(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<string>(name, out var value) ? value : null;

    private static DateTimeOffset? Time(JsonWebToken token, string name) =>
        token.TryGetPayloadValue<long>(name, out var seconds) && seconds is > 0 and < 253_402_300_799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
