using System.Text.Encodings.Web;
using LearningPlatform.ServiceDefaults.Edge;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Signs a request in by its access token, and answers in the envelope when an endpoint needs one and there is none.</summary>
internal sealed partial class AccessTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    AccessTokens tokens,
    CorsOrigins origins) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public new const string Scheme = "Bearer";

    private TokenDefect _defect;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Credential.Of(Request) is not { } credential)
        {
            return AuthenticateResult.NoResult();
        }

        var check = await tokens.CheckAsync(credential.Token, Context.RequestAborted);
        _defect = check.Defect;
        if (check.Principal is { } user && credential.FromCookie)
        {
            _defect = BrowserRules.Check(Request, user, origins);
        }

        if (_defect != TokenDefect.None || check.Principal is null)
        {
            LogRefused(Logger, _defect, credential.FromCookie);
            return AuthenticateResult.Fail("The access token was refused.");
        }

        return AuthenticateResult.Success(new AuthenticationTicket(check.Principal, Scheme));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        var refusal = TokenRefusals.Of(_defect);
        if (refusal.Challenge is { } challenge)
        {
            Response.Headers.WWWAuthenticate = challenge;
        }

        await FailureWriter.WriteAsync(Context, refusal.Failure);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        FailureWriter.WriteAsync(Context, TokenRefusals.NotAllowed);

    [LoggerMessage(EventName = "AccessTokenRefused", Level = LogLevel.Information,
        Message = "An access token was refused: {Defect} (cookie: {FromCookie})")]
    private static partial void LogRefused(ILogger logger, TokenDefect defect, bool fromCookie);
}
