using LearningPlatform.ServiceDefaults.Edge;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// Signs a request in by its access token. A token that is refused makes it a request of nobody's: public endpoints answer it, the
/// others say what was wrong.
/// </summary>
/// <remarks>
/// In place of the framework's middleware, which builds a handler and a ticket for every request; most requests here are public or
/// carry a token that was seen before.
/// </remarks>
internal sealed partial class CredentialMiddleware(
    RequestDelegate next, AccessTokens tokens, CorsOrigins origins, ILogger<CredentialMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Credential.Of(context.Request) is not { } credential)
        {
            return next(context);
        }

        var check = tokens.CheckAsync(credential, context.RequestAborted);
        if (!check.IsCompletedSuccessfully)
        {
            return WaitAsync(context, credential, check);
        }

        SignIn(context, credential, check.Result);
        return next(context);
    }

    private async Task WaitAsync(HttpContext context, Credential credential, ValueTask<TokenCheck> check)
    {
        SignIn(context, credential, await check);
        await next(context);
    }

    private void SignIn(HttpContext context, Credential credential, TokenCheck check)
    {
        var defect = check.Defect;
        if (check.Principal is { } user)
        {
            defect = credential.IsCookie ? BrowserRules.Check(context.Request, user, origins) : TokenDefect.None;
            if (defect == TokenDefect.None)
            {
                context.User = user;
                return;
            }
        }

        LogRefused(defect, credential.IsCookie);
        context.Features.Set(new RefusedToken(defect));
    }

    [LoggerMessage(EventName = "AccessTokenRefused", Level = LogLevel.Information,
        Message = "An access token was refused: {Defect} (cookie: {IsCookie})")]
    private partial void LogRefused(TokenDefect defect, bool isCookie);
}

/// <summary>The request brought a token that is no good; for the answer, should the endpoint need one that is.</summary>
internal sealed record RefusedToken(TokenDefect Defect);
