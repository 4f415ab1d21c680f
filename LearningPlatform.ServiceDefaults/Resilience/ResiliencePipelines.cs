using System.Net;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace LearningPlatform.ServiceDefaults.Resilience;

/// <summary>Builds the pipeline of a client: total time, retries, circuit breaker, time of an attempt, from the outside in.</summary>
internal static class ResiliencePipelines
{
    /// <summary>The request that an execution is about.</summary>
    public static readonly ResiliencePropertyKey<HttpRequestMessage> RequestKey = new("request");

    private static readonly TimeSpan SamplingTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(20);

    public static ResiliencePipeline<HttpResponseMessage> Build(string client, HttpResilience options, TimeProvider time, ILogger logger)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddTimeout(options.TotalTime);
        if (options.Retries > 0)
        {
            builder.AddRetry(Retry(client, options, time, logger));
        }

        return builder.AddCircuitBreaker(Breaker(client, options, logger)).AddTimeout(options.AttemptTime).Build();
    }

    private static RetryStrategyOptions<HttpResponseMessage> Retry(
        string client, HttpResilience options, TimeProvider time, ILogger logger) => new()
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.FirstWait,
            MaxDelay = MaxWait,
            ShouldHandle = arguments => ValueTask.FromResult(
                MayRepeat(arguments.Context) && (IsFault(arguments.Outcome) || IsBusy(arguments.Outcome.Result))),
            DelayGenerator = arguments => ValueTask.FromResult(Wait(arguments.Outcome.Result, time)),
            OnRetry = arguments =>
            {
                logger.LogInformation("{Client}: attempt {Attempt} failed ({Status}), again in {Wait}",
                    client, arguments.AttemptNumber + 1, Describe(arguments.Outcome), arguments.RetryDelay);
                return default;
            },
        };

    private static CircuitBreakerStrategyOptions<HttpResponseMessage> Breaker(
        string client, HttpResilience options, ILogger logger) => new()
        {
            FailureRatio = options.BreakerRate,
            MinimumThroughput = options.BreakerRequests,
            SamplingDuration = SamplingTime,
            BreakDuration = options.BreakTime,
            ShouldHandle = arguments => ValueTask.FromResult(IsFault(arguments.Outcome)),
            OnOpened = arguments =>
            {
                logger.LogWarning("{Client}: circuit open for {Time}", client, arguments.BreakDuration);
                return default;
            },
        };

    /// <summary>What may be sent twice: methods that are idempotent by definition, and what carries its own key.</summary>
    private static bool MayRepeat(ResilienceContext context) =>
        context.Properties.TryGetValue(RequestKey, out var request)
        && (request.Method != HttpMethod.Post && request.Method != HttpMethod.Patch && request.Method != HttpMethod.Connect
            || request.Headers.Contains("Idempotency-Key"));

    private static bool IsFault(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException
        || outcome.Result is { StatusCode: >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout };

    private static bool IsBusy(HttpResponseMessage? response) => response is { StatusCode: HttpStatusCode.TooManyRequests };

    /// <summary>What the other side asks for by Retry-After; null for our own back-off.</summary>
    private static TimeSpan? Wait(HttpResponseMessage? response, TimeProvider time)
    {
        var wait = response?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return wait is not { } asked || asked < TimeSpan.Zero ? null : asked < MaxWait ? asked : MaxWait;
    }

    private static string Describe(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception?.GetType().Name ?? $"{(int?)outcome.Result?.StatusCode}";
}
