using System.Security.Cryptography;
using System.Text;
using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>What handlers need beside the middleware: limits on what only they know.</summary>
public sealed class RateLimiter
{
    private readonly StrictLimiter _strict;
    private readonly Quota _perAccount;

    internal RateLimiter(StrictLimiter strict, IOptions<RateLimitOptions> options)
    {
        _strict = strict;
        _perAccount = new Quota(options.Value.Auth.PerUser);
    }

    /// <summary>
    /// Counts a request about an account (its e-mail, user name or id, as typed) whoever makes it. Gives the 429 or, while Redis is away, 503
    /// to answer with; null to go on. Not for what only the owner can do, such as signing in: strangers could use the limit up.
    /// </summary>
    public async ValueTask<Failure?> CheckAccountAsync(HttpContext context, string account)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(account);
        if (!_perAccount.IsLimited)
        {
            return null;
        }

        // A hash: who signs in when is nobody's business, and the text has any length.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(account.Trim().ToLowerInvariant())));
        var decision = await _strict.TakeAsync($"limit:account:{hash}", _perAccount.Limit, context.RequestAborted);
        if (decision is not { } known)
        {
            return StatusFailures.Of(StatusCodes.Status503ServiceUnavailable);
        }

        LimitHeaders.Write(context.Response, _perAccount, known);
        return known.IsAllowed ? null : StatusFailures.Of(StatusCodes.Status429TooManyRequests);
    }
}
