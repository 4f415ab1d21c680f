using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>
/// Counts without asking anybody, and four times a second exchanges the counts with Redis in one batch, so that replicas agree within
/// moments. While Redis is away each goes on with its own count.
/// </summary>
internal sealed partial class SharedCounters(IServiceProvider services, TimeProvider time, ILogger<SharedCounters> logger)
    : BackgroundService
{
    /// <summary>How many keys are counted at most, at about 200 bytes each.</summary>
    private const int MaxKeys = 100_000;

    private const int BatchSize = 200;

    /// <summary>KEYS: each counter of this window, then of the one before. ARGV: what to add to each.</summary>
    private const string Script = """
        local answer = {}
        for i = 1, #ARGV do
            answer[2 * i - 1] = redis.call('INCRBY', KEYS[2 * i - 1], ARGV[i])
            redis.call('PEXPIRE', KEYS[2 * i - 1], 150000)
            answer[2 * i] = tonumber(redis.call('GET', KEYS[2 * i]) or '0')
        end
        return answer
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Generations<LimitKey, Counter> _counters = new(MaxKeys);
    private readonly ConcurrentQueue<Counter> _due = new();
    private bool _isAway;

    public Decision Take(LimitKey key, int limit, long now)
    {
        var counter = _counters.Find(key) ?? _counters.GetOrAdd(key, new Counter(key, limit));
        var decision = counter.Take(now);
        if (counter.IsDue(now))
        {
            _due.Enqueue(counter);
        }

        return decision;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (!_due.IsEmpty)
            {
                await Task.Run(SyncAsync, stoppingToken);
            }
        }
    }

    private async Task SyncAsync()
    {
        if (services.GetService<IConnectionMultiplexer>() is not { } redis)
        {
            return;
        }

        // Only those that are queued now: what comes meanwhile has its turn next time.
        for (var left = _due.Count; left > 0; left -= BatchSize)
        {
            await ExchangeAsync(redis.GetDatabase(), Next(Math.Min(left, BatchSize)));
        }
    }

    private List<Counter> Next(int count)
    {
        var batch = new List<Counter>(count);
        while (batch.Count < count && _due.TryDequeue(out var counter))
        {
            batch.Add(counter);
        }

        return batch;
    }

    private async Task ExchangeAsync(IDatabase redis, List<Counter> batch)
    {
        var sent = batch.ConvertAll(counter => counter.Unshared());
        try
        {
            var keys = batch.SelectMany((counter, i) => new RedisKey[]
            {
                $"{counter.Key}:{sent[i].Window}", $"{counter.Key}:{sent[i].Window - 1}",
            });
            var deltas = sent.Select(item => (RedisValue)item.Pending);
            var answer = (int[]?)await redis.ScriptEvaluateAsync(Script, [.. keys], [.. deltas]).WaitAsync(Patience) ?? [];
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < batch.Count; i++)
            {
                batch[i].Share(now, sent[i].Window, sent[i].Pending, answer[2 * i], answer[(2 * i) + 1]);
            }

            _isAway = false;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            batch.ForEach(counter => counter.Unqueue());
            LogAwayOnce(exception);
        }
    }

    private void LogAwayOnce(Exception exception)
    {
        if (!_isAway)
        {
            LogAway(exception);
        }

        _isAway = true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; requests are counted by each process alone")]
    private partial void LogAway(Exception exception);
}
