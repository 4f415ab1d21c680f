using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// Asks the scheme only when the request carries something to look at. The framework's own middleware does its whole work for
/// everybody, and most requests here are public reads.
/// </summary>
internal sealed class CredentialMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) => Credential.MayBeIn(context.Request) ? SignInAsync(context) : next(context);

    private async Task SignInAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(AccessTokenHandler.Scheme);
        if (result.Principal is { } user)
        {
            context.User = user;
        }

        await next(context);
    }
}
