using System.Text.Encodings.Web;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// The framework's view of what <see cref="CredentialMiddleware"/> found out, and the answers in the envelope when an endpoint needs
/// somebody and there is nobody.
/// </summary>
internal sealed class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "Bearer";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Context.User.Identity is CallerIdentity ? AuthenticateResult.Success(new AuthenticationTicket(Context.User, Scheme))
        : Context.Features.Get<RefusedToken>() is null ? AuthenticateResult.NoResult()
        : AuthenticateResult.Fail("The access token was refused."));

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        var refusal = TokenRefusals.Of(Context.Features.Get<RefusedToken>()?.Defect ?? TokenDefect.None);
        if (refusal.Challenge is { } challenge)
        {
            Response.Headers.WWWAuthenticate = challenge;
        }

        await FailureWriter.WriteAsync(Context, refusal.Failure);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        FailureWriter.WriteAsync(Context, TokenRefusals.NotAllowed);
}
