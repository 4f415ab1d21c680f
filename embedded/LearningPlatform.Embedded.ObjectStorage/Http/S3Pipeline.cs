using LearningPlatform.Embedded.ObjectStorage.Signing;
using LearningPlatform.Embedded.ObjectStorage.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.Embedded.ObjectStorage.Http;

/// <summary>What every request passes: CORS, authentication, the operation, and errors as S3 writes them.</summary>
internal sealed class S3Pipeline(ObjectStorageOptions options, ObjectStore store, ILogger log)
{
    private readonly Cors _cors = new(options.AllowedOrigins);
    private readonly RequestAuthenticator _authenticator = new(options);
    private readonly S3Router _router = new(options.Region);

    public async Task RunAsync(HttpContext http)
    {
        var requestId = Guid.CreateVersion7(options.Time.GetUtcNow()).ToString("N");
        http.Response.Headers["x-amz-request-id"] = requestId;

        // Objects are whatever users uploaded: a browser must take them for what they were declared to be.
        http.Response.Headers.XContentTypeOptions = "nosniff";
        _cors.Apply(http);
        try
        {
            await ServeAsync(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            log.LogDebug("The client of request {RequestId} went away", requestId);
        }
        catch (Exception e)
        {
            await FailAsync(http, e, requestId);
        }
    }

    private Task ServeAsync(HttpContext http)
    {
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            _cors.AnswerPreflight(http);
            return Task.CompletedTask;
        }

        var target = RequestTarget.Parse(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        var authentication = _authenticator.Authenticate(http.Request, target);
        return _router.RunAsync(new S3Request(http, target, authentication, store, options.Time));
    }

    private async Task FailAsync(HttpContext http, Exception failure, string requestId)
    {
        var error = failure switch
        {
            S3Exception known => known.Error,
            BadHttpRequestException => S3Error.IncompleteBody,
            _ => S3Error.InternalError,
        };
        if (error.Status >= 500)
        {
            log.LogError(failure, "Request {RequestId}: {Method} failed", requestId, http.Request.Method);
        }

        if (http.Response.HasStarted)
        {
            // Half an object must not look like a whole one.
            http.Abort();
            return;
        }

        await SendAsync(http, error, requestId);
    }

    private static Task SendAsync(HttpContext http, S3Error error, string requestId)
    {
        var (contentRange, headers) = (http.Response.Headers.ContentRange, http.Response.Headers);
        foreach (var name in headers.Keys.Where(IsOfObject).ToList())
        {
            headers.Remove(name);
        }

        if (error == S3Error.InvalidRange)
        {
            headers.ContentRange = contentRange;
        }

        return new S3Xml("Error", named: false)
            .Add("Code", error.Code)
            .Add("Message", error.Message)
            .Add("RequestId", requestId)
            .SendAsync(http.Response, http.RequestAborted, error.Status);
    }

    private static bool IsOfObject(string name) => !name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Vary", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("X-Content-Type-Options", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("x-amz-request-id", StringComparison.OrdinalIgnoreCase);
}
