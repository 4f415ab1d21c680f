using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// The framework's view of what <see cref="CredentialMiddleware"/> found out, and the answers in the envelope when an endpoint needs
/// somebody and there is nobody.
/// </summary>
internal sealed class AccessTokenHandler : IAuthenticationHandler
{
    /// <summary>The scheme's name.</summary>
    public const string Scheme = "Bearer";

    private HttpContext _context = null!;

    public Task InitializeAsync(AuthenticationScheme scheme, HttpContext context)
    {
        _context = context;
        return Task.CompletedTask;
    }

    public Task<AuthenticateResult> AuthenticateAsync() => Task.FromResult(
        _context.User.Identity is CallerIdentity ? AuthenticateResult.Success(new AuthenticationTicket(_context.User, Scheme))
        : _context.Features.Get<RefusedToken>() is null ? AuthenticateResult.NoResult()
        : AuthenticateResult.Fail("The access token was refused."));

    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        var refusal = TokenRefusals.Of(_context.Features.Get<RefusedToken>()?.Defect ?? TokenDefect.None);
        if (refusal.Challenge is { } challenge)
        {
            _context.Response.Headers.WWWAuthenticate = challenge;
        }

        return FailureWriter.WriteAsync(_context, refusal.Failure);
    }

    public Task ForbidAsync(AuthenticationProperties? properties) => FailureWriter.WriteAsync(_context, TokenRefusals.NotAllowed);
}
