using System.Security.Claims;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Why a token was not accepted.</summary>
internal enum TokenDefect
{
    None,
    TooLong,
    Malformed,
    Algorithm,
    UnknownKey,
    Signature,
    Issuer,
    Audience,
    NotYetValid,
    Expired,
    Claims,
    SessionRevoked,
    Csrf,
    Origin,
}

/// <summary>A checked token: whose it is, or what is wrong with it.</summary>
internal readonly record struct TokenCheck(ClaimsPrincipal? Principal, TokenDefect Defect)
{
    public static implicit operator TokenCheck(TokenDefect defect) => new(null, defect);
}
