using LearningPlatform.ServiceDefaults.Authentication;
using LearningPlatform.ServiceDefaults.Errors;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Counts each request, per address and per user, under its endpoint's policy.</summary>
internal sealed class RateLimitMiddleware(
    RequestDelegate next, SharedCounters counters, StrictLimiter strict, IOptions<RateLimitOptions> options, TimeProvider time)
{
    private readonly Policy _default = new(RateLimits.Default, options.Value.Default);
    private readonly Policy _upload = new(RateLimits.Upload, options.Value.Upload);
    private readonly Policy _auth = new(RateLimits.Auth, options.Value.Auth);

    public Task InvokeAsync(HttpContext context)
    {
        var metadata = context.GetEndpoint()?.Metadata.GetMetadata<RateLimitMetadata>();
        return metadata switch
        {
            null => CountAsync(context, _default),
            { Policy: RateLimits.Auth } => DecideAsync(context),
            { Policy: RateLimits.Upload } => CountAsync(context, _upload),
            { Policy: null } => next(context),
            _ => CountAsync(context, _default),
        };
    }

    private Task CountAsync(HttpContext context, Policy policy)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (policy.PerAddress.IsLimited && context.Connection.RemoteIpAddress is { } address)
        {
            var decision = counters.Take(LimitKey.Of(policy.Name, address), policy.PerAddress.Limit, now);
            LimitHeaders.Write(context.Response, policy.PerAddress, decision);
            if (!decision.IsAllowed)
            {
                return RefuseAsync(context);
            }
        }

        if (policy.PerUser.IsLimited && context.User.CallerOrNull() is { } caller)
        {
            var decision = counters.Take(LimitKey.Of(policy.Name, caller.UserId), policy.PerUser.Limit, now);
            LimitHeaders.Write(context.Response, policy.PerUser, decision);
            if (!decision.IsAllowed)
            {
                return RefuseAsync(context);
            }
        }

        return next(context);
    }

    private async Task DecideAsync(HttpContext context)
    {
        if (_auth.PerAddress.IsLimited && context.Connection.RemoteIpAddress is { } address)
        {
            var key = LimitKey.Of(_auth.Name, address).ToString();
            if (await strict.TakeAsync(key, _auth.PerAddress.Limit, context.RequestAborted) is not { } decision)
            {
                await FailureWriter.WriteAsync(context, StatusFailures.Of(StatusCodes.Status503ServiceUnavailable));
                return;
            }

            LimitHeaders.Write(context.Response, _auth.PerAddress, decision);
            if (!decision.IsAllowed)
            {
                await RefuseAsync(context);
                return;
            }
        }

        await next(context);
    }

    private static Task RefuseAsync(HttpContext context) =>
        FailureWriter.WriteAsync(context, StatusFailures.Of(StatusCodes.Status429TooManyRequests));
}
