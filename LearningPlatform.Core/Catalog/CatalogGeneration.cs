using System.Globalization;
using LearningPlatform.Core.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LearningPlatform.Core.Catalog;

/// <summary>
/// Which generation of the catalogue is current. A counter in Redis; replicas hear of a new one by pub/sub, and a poll every second finds
/// what a broken subscription missed. A write while Redis is away is remembered and told as soon as it is back.
/// </summary>
public sealed class CatalogGeneration(IConnectionMultiplexer redis, TimeProvider time, ILogger<CatalogGeneration> logger) : BackgroundService
{
    private const string Key = "catalog:generation";
    private static readonly RedisChannel Channel = new("catalog:generation", RedisChannel.PatternMode.Literal);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    private string? _current;
    private volatile bool _owed;

    /// <summary>Null while it is not known: then nothing cached may be used.</summary>
    public string? Current => Volatile.Read(ref _current);

    /// <summary>Starts a new generation.</summary>
    public async Task AdvanceAsync()
    {
        _current = null;
        _owed = true;
        await SettleAsync();
    }

    /// <summary>The same from a process that has no catalogue of its own; the caller repeats it when Redis is away.</summary>
    public static async Task<string> AdvanceAsync(IConnectionMultiplexer redis)
    {
        ArgumentNullException.ThrowIfNull(redis);
        var next = Name(await redis.GetDatabase().StringIncrementAsync(Key));
        await redis.GetSubscriber().PublishAsync(Channel, next);
        return next;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        redis.ConnectionFailed += (_, _) => _current = null;
        using var timer = new PeriodicTimer(PollInterval, time);
        var subscribed = false;
        do
        {
            subscribed = subscribed || await TrySubscribeAsync();
            await SettleAsync();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> TrySubscribeAsync()
    {
        try
        {
            await redis.ListenAsync(Channel, value => Volatile.Write(ref _current, value));
            return true;
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Pays an owed advance, or reads the counter.</summary>
    private async Task SettleAsync()
    {
        var before = _current;
        try
        {
            var database = redis.GetDatabase();
            if (_owed)
            {
                var next = await AdvanceAsync(redis);
                _owed = false;
                _current = next;
                return;
            }

            var value = await database.StringGetAsync(Key);
            if (value.IsNull)
            {
                // Emptied or new: a random start, so that entries of an earlier count are never taken for current.
                var start = BitConverter.ToUInt32(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));
                await database.StringSetAsync(Key, start, when: When.NotExists);
                value = await database.StringGetAsync(Key);
            }

            // Whatever was heard while the answer was on its way is newer than the answer.
            Interlocked.CompareExchange(ref _current, Name((long)value), before);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            _current = null;
            logger.LogDebug(exception, "Redis is away; the catalogue is served from the database");
        }
    }

    private static string Name(long value) => value.ToString(CultureInfo.InvariantCulture);
}
