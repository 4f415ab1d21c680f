using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace LearningPlatform.Core.Catalog;

/// <summary>
/// The catalogue's answers, ready to send, in two layers: a copy in this process and one in Redis that replicas share, both for
/// <see cref="Lifetime"/>. A write starts a new generation (a counter in Redis, told to every replica), which makes all older entries
/// unreachable at once; an answer read before a write is stored under the generation it was read in, so it can't outlive the write.
/// Without Redis no copy can be known to be current: everything comes from the database, one query at a time for each key.
/// </summary>
public sealed class CatalogCache(IConnectionMultiplexer redis, CatalogGeneration generation, TimeProvider time, ILogger<CatalogCache> logger)
{
    /// <summary>Document 4: five minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int MaxLocalEntries = 2_000;
    private const int MaxLocalBytes = 64 * 1024 * 1024;
    private const int AskedOnceSlots = 4096;

    private static readonly Meter Meter = new("LearningPlatform.Catalog");
    private static readonly Counter<long> Hits = Meter.CreateCounter<long>("learning.cache.hits", description: "Answers served from a cache.");
    private static readonly Counter<long> Misses = Meter.CreateCounter<long>("learning.cache.misses", description: "Answers read from the database.");
    private static readonly KeyValuePair<string, object?> LocalLayer = new("layer", "memory");
    private static readonly KeyValuePair<string, object?> RedisLayer = new("layer", "redis");

    private readonly ConcurrentDictionary<string, CachedAnswer> _local = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Lazy<Task<CachedAnswer?>>> _running = new(StringComparer.Ordinal);
    private readonly int[] _askedOnce = new int[AskedOnceSlots];
    private int _localEntries;
    private long _localBytes;

    /// <summary>The copy in this process, if it is of the current generation: the fast path, no I/O.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out CachedAnswer? answer)
    {
        if (_local.TryGetValue(key, out answer) && answer.Generation == generation.Current && answer.Expires > time.GetTimestamp())
        {
            Hits.Add(1, LocalLayer);
            return true;
        }

        answer = null;
        return false;
    }

    /// <summary>
    /// The answer for <paramref name="key"/> from Redis, or else from <paramref name="load"/>, which runs once however many ask at the same
    /// moment; null when there is none (that is not cached).
    /// </summary>
    /// <param name="key">What is asked.</param>
    /// <param name="demand">Where a first answer is kept.</param>
    /// <param name="load">Reads the answer.</param>
    /// <param name="cancellationToken">Ends the waiting, not the reading.</param>
    public async Task<CachedAnswer?> GetAsync(
        string key, Demand demand, Func<CancellationToken, Task<byte[]?>> load, CancellationToken cancellationToken)
    {
        if (TryGet(key, out var answer))
        {
            return answer;
        }

        // The shared read belongs to nobody's request: one that gives up must not take the others down with it.
        var mine = new Lazy<Task<CachedAnswer?>>(() => FillAsync(key, demand, load));
        var shared = _running.GetOrAdd(key, mine);
        try
        {
            return await shared.Value.WaitAsync(cancellationToken);
        }
        finally
        {
            if (ReferenceEquals(shared, mine))
            {
                _ = shared.Value.ContinueWith(
                    _ => _running.TryRemove(KeyValuePair.Create(key, mine)), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Makes every cached answer of every replica unreachable; call it after the write is committed.</summary>
    public Task InvalidateAsync() => generation.AdvanceAsync();

    private async Task<CachedAnswer?> FillAsync(string key, Demand demand, Func<CancellationToken, Task<byte[]?>> load)
    {
        var current = generation.Current;
        // What this process was never asked for is rarely worth asking Redis for, too; after a write everything popular is.
        var wasAsked = WasAskedBefore(key);
        if (current is null || (demand == Demand.Rare && !wasAsked))
        {
            Misses.Add(1);
            return await load(CancellationToken.None) is { } uncached ? new CachedAnswer(uncached, null, 0) : null;
        }

        var redisKey = $"catalog:{current}:{key}";
        var bytes = wasAsked ? await ReadAsync(redisKey) : null;
        if (bytes is null)
        {
            Misses.Add(1);
            bytes = await load(CancellationToken.None);
            if (bytes is null)
            {
                return null;
            }

            if (wasAsked || demand == Demand.High)
            {
                Write(redisKey, bytes);
            }
        }
        else
        {
            Hits.Add(1, RedisLayer);
        }

        var answer = new CachedAnswer(bytes, current, time.GetTimestamp() + (long)(Lifetime.TotalSeconds * time.TimestampFrequency));
        Keep(key, answer);
        return answer;
    }

    /// <summary>Remembers the question; a later one may take its place.</summary>
    private bool WasAskedBefore(string key)
    {
        var hash = key.GetHashCode(StringComparison.Ordinal);
        return Interlocked.Exchange(ref _askedOnce[(uint)hash % AskedOnceSlots], hash) == hash;
    }

    private void Keep(string key, CachedAnswer answer)
    {
        // Bounded without bookkeeping: whoever floods the cache with questions empties it, and the next reader fills it from Redis.
        // Counted here, since the dictionary would take all of its locks to count.
        if (Interlocked.Increment(ref _localEntries) > MaxLocalEntries
            || Interlocked.Add(ref _localBytes, answer.Data.Length) > MaxLocalBytes)
        {
            _local.Clear();
            Interlocked.Exchange(ref _localEntries, 1);
            Interlocked.Exchange(ref _localBytes, answer.Data.Length);
        }

        _local[key] = answer;
    }

    private async Task<byte[]?> ReadAsync(string redisKey)
    {
        try
        {
            return await redis.GetDatabase().StringGetAsync(redisKey);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.LogWarning(exception, "The catalogue's shared cache could not be read");
            return null;
        }
    }

    /// <summary>The other replicas' copy; nobody here waits for it.</summary>
    private void Write(string redisKey, byte[] bytes)
    {
        try
        {
            redis.GetDatabase().StringSet(redisKey, bytes, Lifetime, flags: CommandFlags.FireAndForget);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            logger.LogWarning(exception, "The catalogue's shared cache could not be written");
        }
    }
}

/// <summary>How likely a question comes again; the answer to one that does is kept in both layers.</summary>
public enum Demand
{
    /// <summary>Surely: a first answer is kept in both layers.</summary>
    High,

    /// <summary>Perhaps: a first answer is kept in this process only. Redis would cost more than a third of the whole request.</summary>
    Usual,

    /// <summary>Anybody can make up such questions without end (searches, places in a list): a first answer is kept nowhere.</summary>
    Rare,
}

/// <summary>An answer's <c>data</c> as JSON.</summary>
public sealed class CachedAnswer(byte[] data, string? generation, long expires)
{
    /// <summary>UTF-8 JSON.</summary>
    public byte[] Data { get; } = data;

    /// <summary>Of a list: where it goes on; null at its end and for what is no list.</summary>
    public string? NextCursor { get; } = ReadNextCursor(data);

    /// <summary>The <c>Link</c> header that goes with <see cref="NextCursor"/>; whoever sends the answer first makes it.</summary>
    public string? Link { get; set; }

    /// <summary>A weak validator over the content.</summary>
    public string ETag { get; } = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(data).AsSpan(0, 8))}\"";

    internal string? Generation { get; } = generation;
    internal long Expires { get; } = expires;

    private static string? ReadNextCursor(byte[] data)
    {
        // The last property of a page; a cursor is base64url, so that it has no quote in it.
        var name = "\"next_cursor\":\""u8;
        var start = data.AsSpan().LastIndexOf(name);
        return start >= 0 && data.AsSpan().EndsWith("\"}"u8)
            ? Encoding.ASCII.GetString(data.AsSpan()[(start + name.Length)..^2])
            : null;
    }
}
