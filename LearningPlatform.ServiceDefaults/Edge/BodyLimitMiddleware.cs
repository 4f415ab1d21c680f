using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LearningPlatform.ServiceDefaults.Edge;

/// <summary>
/// Refuses a body that says that it is too large before anything reads it, and then lets it run out: a client that is still sending
/// would otherwise see its connection break instead of the answer. Sits behind routing, where an endpoint's own limit is known.
/// </summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next)
{
    /// <summary>Bytes that are swallowed for politeness; for more than that the connection does break.</summary>
    private const long MaxDrained = 32 * 1024 * 1024;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    public Task InvokeAsync(HttpContext context) =>
        context.Request.ContentLength is > 0 and var length
        && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } feature
        && length > limit
            ? RefuseAsync(context, length, feature)
            : next(context);

    private static async Task RefuseAsync(HttpContext context, long length, IHttpMaxRequestBodySizeFeature feature)
    {
        context.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
        await Errors.ErrorAnswers.DescribeStatusAsync(context);
        if (length > MaxDrained)
        {
            return;
        }

        feature.MaxRequestBodySize = MaxDrained;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(DrainTime);
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, patience.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
