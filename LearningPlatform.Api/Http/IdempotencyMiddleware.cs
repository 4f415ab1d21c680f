using System.Security.Cryptography;
using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Http;

namespace LearningPlatform.Api.Http;

/// <summary>
/// A POST that carries <c>Idempotency-Key</c> to a route that honours it is answered once: the same key and body replays the first answer
/// for 24 hours, another body under the same key is refused, and so is a second request while the first still runs.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next, IdempotencyKeys keys)
{
    private const int KeyMaxLength = 200;

    public async Task InvokeAsync(HttpContext context)
    {
        var header = context.Request.Headers["Idempotency-Key"];
        if (header.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<Idempotent>() is null)
        {
            await next(context);
            return;
        }

        var key = header.ToString();
        if (key.Length is 0 or > KeyMaxLength || key.Any(character => character is < '!' or > '~'))
        {
            await FailureWriter.WriteAsync(context, Failure.Invalid("Idempotency-Key", $"Give 1 to {KeyMaxLength} visible ASCII characters."));
            return;
        }

        await AnswerOnceAsync(context, new(IdempotencyKeys.ScopeOf(context), key, await HashAsync(context.Request)));
    }

    private async Task AnswerOnceAsync(HttpContext context, IdempotentRequest request)
    {
        var claim = await keys.ClaimAsync(request, context.RequestAborted);
        switch (claim)
        {
            case { Mine: true }:
                await RunAsync(context, request);
                break;
            case { SameRequest: false }:
                await FailureWriter.WriteAsync(context, Failure.Conflict("IDEMPOTENCY_KEY_REUSED", "This key was used for another request."));
                break;
            case { Answer: { } answer }:
                await answer.ReplayAsync(context);
                break;
            default:
                context.Response.Headers.RetryAfter = "1";
                await FailureWriter.WriteAsync(context, Failure.Conflict("REQUEST_IN_PROGRESS", "The first request with this key still runs."));
                break;
        }
    }

    private async Task RunAsync(HttpContext context, IdempotentRequest request)
    {
        var original = context.Response.Body;
        using var buffer = new MemoryStream();
        context.Response.Body = buffer;
        var kept = false;
        try
        {
            await next(context);
            await context.Response.BodyWriter.FlushAsync(CancellationToken.None);
            if (context.Response.StatusCode < StatusCodes.Status500InternalServerError)
            {
                // Stored whether or not the client still listens: it is the client that gave up that comes back with the key.
                await keys.KeepAsync(request, RecordedAnswer.Of(context.Response, buffer.ToArray()), CancellationToken.None);
                kept = true;
            }
        }
        finally
        {
            context.Response.Body = original;
            if (!kept)
            {
                await keys.ReleaseAsync(request, CancellationToken.None);
            }
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(original, context.RequestAborted);
    }

    private static async Task<byte[]> HashAsync(HttpRequest request)
    {
        request.EnableBuffering();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }

        request.Body.Position = 0;
        return hash.GetHashAndReset();
    }
}
