using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>
/// Decides each request in Redis, by the generic cell rate algorithm: one number a key, the time at which all its requests will have
/// been paid off. Evenly spread over the minute, never twice the limit around the turn of a window.
/// </summary>
internal sealed partial class StrictLimiter(IServiceProvider services, ILogger<StrictLimiter> logger)
{
    /// <summary>KEYS[1]: the key. ARGV: limit, window in milliseconds. Redis' clock, so that replicas need not agree on theirs.</summary>
    private const string Script = """
        local time = redis.call('TIME')
        local now = time[1] * 1000 + math.floor(time[2] / 1000)
        local limit, window = tonumber(ARGV[1]), tonumber(ARGV[2])
        local cost = window / limit
        local paid = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now)
        local after = paid + cost
        if after - now > window then
            return {0, 0, math.ceil(after - window - now), math.ceil(paid - now)}
        end
        redis.call('SET', KEYS[1], string.format('%.3f', after), 'PX', math.max(1, math.ceil(after - now)))
        return {1, math.floor((window - (after - now)) / cost), 0, math.ceil(after - now)}
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Counts a request of <paramref name="key"/>; null when Redis is away, which is no permission.</summary>
    public async ValueTask<Decision?> TakeAsync(string key, int limit, CancellationToken cancellationToken)
    {
        try
        {
            // Task.Run: the first use connects, which blocks while Redis is away.
            var redis = await Task.Run(services.GetRequiredService<IConnectionMultiplexer>, cancellationToken)
                .WaitAsync(Patience, cancellationToken);
            var answer = (int[]?)await redis.GetDatabase()
                .ScriptEvaluateAsync(Script, [key], [limit, SlidingWindow.Milliseconds])
                .WaitAsync(Patience, cancellationToken);
            return answer is [var allowed, var remaining, var retry, var reset]
                ? new Decision(allowed == 1, limit, remaining, Seconds(reset), Seconds(retry))
                : null;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(exception);
            return null;
        }
    }

    private static int Seconds(int milliseconds) => (milliseconds + 999) / 1000;

    [LoggerMessage(Level = LogLevel.Error, Message = "Redis is away; requests under a strict limit are refused")]
    private partial void LogAway(Exception exception);
}
