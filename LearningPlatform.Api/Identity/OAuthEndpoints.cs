using FluentValidation;
using LearningPlatform.Api.Http;
using LearningPlatform.Core;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.External;
using LearningPlatform.Core.Identity.Keys;
using LearningPlatform.ServiceDefaults.Http;
using LearningPlatform.ServiceDefaults.RateLimiting;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Api.Identity;

/// <summary>
/// Signing in through Google and GitHub (document 5): GET sends the browser there and back; POST takes the code from a frontend that
/// has done so itself.
/// </summary>
internal static class OAuthEndpoints
{
    private const string Cookie = "oauth";
    private const int MaxReturnLength = 1_000;
    private static readonly Failure Off = Failure.NotFound("OAUTH_NOT_CONFIGURED", "This way to sign in is not set up here.");
    private static readonly Failure BadState = new(
        FailureKind.Invalid, "OAUTH_STATE_INVALID", "This sign-in was not started in this browser, or too long ago. Start again.");

    public static void MapOAuth(this IEndpointRouteBuilder auth)
    {
        foreach (var provider in (string[])[ExternalProviders.Google, ExternalProviders.GitHub])
        {
            var group = auth.MapGroup($"/{provider}").RequireRateLimit(RateLimits.Auth).WithMetadata(new ProviderName(provider));
            group.MapGet("", (HttpContext context) => Start(context, provider))
                .WithSummary("Sign in at the provider; the browser is sent there")
                .WithMetadata(new QueryParameter("return_to", "string", "Where to go afterwards: a path here, or an allowed address."))
                .Fails(404, "OAUTH_NOT_CONFIGURED");
            group.MapGet("/callback", (HttpContext context, OAuthClient client, ExternalSignIn signIn, CancellationToken cancellationToken) =>
                    FinishAsync(context, provider, client, signIn, cancellationToken))
                .WithSummary("Where the provider sends the browser back to")
                .Fails(400, "OAUTH_STATE_INVALID")
                .Fails(401, "OAUTH_FAILED")
                .Fails(403, "OAUTH_EMAIL_NOT_VERIFIED");
            group.MapPost("", ExchangeAsync)
                .WithSummary("Sign in with a code that a frontend has got from the provider")
                .Fails(401, "OAUTH_FAILED")
                .Fails(403, "OAUTH_EMAIL_NOT_VERIFIED")
                .WithResponseExample(IdentityExamples.SignedIn);
        }
    }

    private static IResult Start(HttpContext context, string name)
    {
        var settings = context.RequestServices.GetRequiredService<IOptions<OAuthSettings>>().Value;
        if (settings.Find(name) is not { } provider)
        {
            return new Refusal(Off);
        }

        var returnTo = context.Request.Query["return_to"].ToString();
        if (returnTo.Length > 0 && !MayReturnTo(returnTo, settings))
        {
            return new Refusal(Failure.Invalid("return_to", "Not an address that a sign-in may return to."));
        }

        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var trip = OAuthRoundTrip.Start(name, returnTo.Length > 0 ? returnTo : null, now);
        context.Response.Cookies.Append(
            Cookie, trip.Seal(context.RequestServices.GetRequiredService<KeyEncryption>()), CookieOptions(context, OAuthRoundTrip.Lifetime));
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Redirect(provider.AuthorizeUrl + new QueryBuilder
        {
            { "response_type", "code" },
            { "client_id", provider.ClientId },
            { "redirect_uri", CallbackOf(context, name) },
            { "scope", provider.Scope },
            { "state", trip.State },
            { "code_challenge", trip.Challenge },
            { "code_challenge_method", "S256" },
        });
    }

    private static async Task<IResult> FinishAsync(
        HttpContext context, string name, OAuthClient client, ExternalSignIn signIn, CancellationToken cancellationToken)
    {
        if (context.RequestServices.GetRequiredService<IOptions<OAuthSettings>>().Value.Find(name) is not { } provider)
        {
            return new Refusal(Off);
        }

        var trip = OAuthRoundTrip.Open(context.Request.Cookies[Cookie], context.RequestServices.GetRequiredService<KeyEncryption>());
        // One use, whatever comes of it.
        context.Response.Cookies.Delete(Cookie, CookieOptions(context, null));
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        if (trip is null || !trip.Matches(name, context.Request.Query["state"], now))
        {
            return new Refusal(BadState);
        }

        if (context.Request.Query["code"] is not [{ Length: > 0 and <= OAuthRequest.MaxCodeLength } code])
        {
            // The provider's error parameter: most often somebody has pressed "cancel".
            return new Refusal(OAuthClient.Refused);
        }

        var outcome = await SignInAsync(
            context, provider, name, new(code, trip.Verifier, CallbackOf(context, name)), client, signIn, cancellationToken);
        return !outcome.TryGet(out var answer, out var failure) ? new Refusal(failure)
            : trip.ReturnTo is { } returnTo ? TypedResults.Redirect(returnTo)
            : (Reply<SignedInAnswer>)answer;
    }

    private static async Task<Reply<SignedInAnswer>> ExchangeAsync(
        OAuthRequest request, HttpContext context, OAuthClient client, ExternalSignIn signIn, CancellationToken cancellationToken)
    {
        var name = context.GetEndpoint()!.Metadata.GetRequiredMetadata<ProviderName>().Name;
        return context.RequestServices.GetRequiredService<IOptions<OAuthSettings>>().Value.Find(name) is { } provider
            ? await SignInAsync(context, provider, name, request, client, signIn, cancellationToken)
            : Off;
    }

    private static async Task<Outcome<SignedInAnswer>> SignInAsync(
        HttpContext context,
        OAuthProvider provider,
        string name,
        OAuthRequest request,
        OAuthClient client,
        ExternalSignIn signIn,
        CancellationToken cancellationToken)
    {
        var redirectUri = request.RedirectUri ?? CallbackOf(context, name);
        var who = await client.ExchangeAsync(provider, request.Code!, request.CodeVerifier, redirectUri, cancellationToken);
        if (!who.TryGet(out var person, out var unknown))
        {
            return unknown;
        }

        var outcome = await signIn.SignInAsync(name, person, context.Device(), cancellationToken);
        return outcome.TryGet(out var signedIn, out var failure) ? SignedInAnswer.Send(context, signedIn) : failure;
    }

    private static string CallbackOf(HttpContext context, string name)
    {
        var services = context.RequestServices;
        var url = services.GetRequiredService<IOptions<OAuthSettings>>().Value.PublicUrl
            ?? services.GetRequiredService<IOptions<IdentitySettings>>().Value.Issuer;
        return $"{url.TrimEnd('/')}/api/v1/auth/{name}/callback";
    }

    /// <summary>A path here ("//host" and "/\host" are none), or what is configured: anything else would be an open redirect.</summary>
    private static bool MayReturnTo(string target, OAuthSettings settings) =>
        target.Length <= MaxReturnLength && !target.Any(char.IsControl)
        && (target is "/" || (target.StartsWith('/') && target[1] is not ('/' or '\\'))
            || settings.ReturnUrls.Any(allowed => allowed.Length > 0
                && (target == allowed || target.StartsWith(allowed.TrimEnd('/') + '/', StringComparison.Ordinal))));

    private static CookieOptions CookieOptions(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Lax,
        Path = "/api",
        MaxAge = lifetime,
        IsEssential = true,
    };

    private sealed record ProviderName(string Name);

    private sealed class Refusal(Failure failure) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext) => FailureWriter.WriteAsync(httpContext, failure);
    }
}

/// <summary>What a frontend has got from the provider.</summary>
/// <param name="Code">The authorization code.</param>
/// <param name="CodeVerifier">PKCE's secret, if the frontend used PKCE, as it should.</param>
/// <param name="RedirectUri">The one that the code was asked for with; absent for the platform's own callback.</param>
internal sealed record OAuthRequest(string? Code = null, string? CodeVerifier = null, string? RedirectUri = null)
{
    public const int MaxCodeLength = 2_000;
}

internal sealed class OAuthRequestValidator : AbstractValidator<OAuthRequest>
{
    public OAuthRequestValidator()
    {
        RuleFor(request => request.Code).NotEmpty().MaximumLength(OAuthRequest.MaxCodeLength);
        RuleFor(request => request.CodeVerifier).Length(43, 128).When(request => request.CodeVerifier is not null);
        RuleFor(request => request.RedirectUri).MaximumLength(500);
    }
}
