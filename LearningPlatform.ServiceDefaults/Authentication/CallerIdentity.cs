using System.Security.Claims;
using LearningPlatform.Core.Identity;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The identity of a checked token. Shared by all requests with that token, so nothing may be added to it.</summary>
internal sealed class CallerIdentity(Caller caller, IEnumerable<Claim> claims)
    : ClaimsIdentity(claims, AccessTokenHandler.Scheme, TokenClaims.Subject, TokenClaims.Role)
{
    public Caller Caller { get; } = caller;
}

/// <summary>Who asks, for handlers.</summary>
public static class CallerExtensions
{
    /// <summary>The caller of an endpoint that requires one.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint lacks its authorization.</exception>
    public static Caller Caller(this ClaimsPrincipal user) =>
        user.CallerOrNull() ?? throw new InvalidOperationException("The endpoint asks for its caller, but does not require one.");

    /// <summary>The caller, or null for the public.</summary>
    public static Caller? CallerOrNull(this ClaimsPrincipal user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return (user.Identity as CallerIdentity)?.Caller;
    }
}
