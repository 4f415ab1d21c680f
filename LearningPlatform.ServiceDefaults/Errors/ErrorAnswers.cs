using LearningPlatform.Core;
using LearningPlatform.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace LearningPlatform.ServiceDefaults.Errors;

/// <summary>Turns what went wrong into an answer, or ends the connection when an answer is under way already.</summary>
internal sealed partial class ErrorAnswers(ILogger<ErrorAnswers> logger, TimeProvider time)
{
    /// <summary>The client went away before the answer: nginx's code, only ever seen in logs and metrics.</summary>
    private const int ClientClosedRequest = 499;

    private long _lastOutageLog;

    /// <summary>Whether the answer is a bare 4xx or 5xx that still needs its envelope.</summary>
    public static bool NeedsEnvelope(HttpResponse response) =>
        response.StatusCode >= StatusCodes.Status400BadRequest
        && response is { HasStarted: false, ContentLength: null, ContentType: null }
        && !HasUnsentBody(response);

    /// <summary>Gives a bare 4xx or 5xx its envelope.</summary>
    public static Task DescribeStatusAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var failure = status == StatusCodes.Status400BadRequest ? UnboundParameters.Find(context) : null;
        return FailureWriter.WriteAsync(context, status, failure ?? StatusFailures.Of(status));
    }

    /// <summary>Answers for <paramref name="exception"/>.</summary>
    public Task AnswerAsync(HttpContext context, Exception exception)
    {
        var response = context.Response;
        if (context.RequestAborted.IsCancellationRequested)
        {
            LogAborted(exception.GetType().Name);
            if (!response.HasStarted)
            {
                response.StatusCode = ClientClosedRequest;
            }

            return Task.CompletedTask;
        }

        var failure = ExceptionFailures.Of(exception, context.Request);
        Log(failure, exception);
        if (response.HasStarted || HasUnsentBody(response))
        {
            context.Abort();
            return Task.CompletedTask;
        }

        return WriteAsync(context, failure, exception);
    }

    private static Task WriteAsync(HttpContext context, Failure? failure, Exception exception)
    {
        RemoveBodyHeaders(context.Response);
        if (failure is null)
        {
            const int Internal = StatusCodes.Status500InternalServerError;
            return FailureWriter.WriteAsync(context, Internal, StatusFailures.Of(Internal));
        }

        var status = exception is BadHttpRequestException bad ? bad.StatusCode : FailureWriter.StatusOf(failure.Kind);
        return FailureWriter.WriteAsync(context, status, failure);
    }

    /// <summary>Bytes that a handler wrote, but that have not left: they cannot be taken back either.</summary>
    private static bool HasUnsentBody(HttpResponse response) =>
        response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };

    private static void RemoveBodyHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentLength = null;
        headers.ContentEncoding = default;
        headers.ContentDisposition = default;
        headers.ETag = default;
        headers.LastModified = default;
        headers.Location = default;
        headers.Link = default;
    }

    private void Log(Failure? failure, Exception exception)
    {
        if (failure is null)
        {
            LogInternalError(exception);
        }
        else if (failure.Kind == FailureKind.Unavailable && IsFirstThisSecond())
        {
            LogUnavailable(exception, failure.Code);
        }
        else
        {
            LogRefused(failure.Code);
        }
    }

    /// <summary>An outage fails every request in the same way; one stack a second tells enough.</summary>
    private bool IsFirstThisSecond()
    {
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        return Interlocked.Exchange(ref _lastOutageLog, second) != second;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed with an unexpected error")]
    private partial void LogInternalError(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request failed with {Code}")]
    private partial void LogUnavailable(Exception exception, string code);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A request was refused with {Code}")]
    private partial void LogRefused(string code);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The client went away during its request ({Exception})")]
    private partial void LogAborted(string exception);
}
