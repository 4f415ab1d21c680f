using System.Collections.Concurrent;
using System.Globalization;
using LearningPlatform.Core.Data;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>
/// Sessions that ended while access tokens of theirs may still live. Each service knows them all in memory; Redis carries them
/// between services: a sorted set by end of life for those that start later, a channel for those that run.
/// </summary>
/// <remarks>While Redis is away a revocation counts in its own process at once, elsewhere as soon as Redis is back.</remarks>
public sealed partial class RevokedSessions : BackgroundService
{
    private const string SetKey = "revoked-sessions";

    /// <summary>Added to a token's life, for clocks that differ.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>How often the set is read again, which also heals what the channel lost during an outage.</summary>
    private static readonly TimeSpan SyncInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan SyncPatience = TimeSpan.FromSeconds(2);

    private static readonly RedisChannel Channel = new(SetKey, RedisChannel.PatternMode.Literal);

    private readonly ConcurrentDictionary<Guid, Entry> _revoked = new();
    private readonly Func<IConnectionMultiplexer?> _redis;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;
    private readonly ILogger<RevokedSessions> _logger;
    private bool _subscribed;

    public RevokedSessions(
        IServiceProvider services, IOptions<TokenOptions> options, TimeProvider time, ILogger<RevokedSessions> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        // Connecting can take seconds when Redis is away: not in anybody's constructor.
        _redis = services.GetService<IConnectionMultiplexer>;
        _lifetime = options.Value.AccessTokenLifetime + Margin;
        _time = time;
        _logger = logger;
    }

    /// <summary>All of them, as they are right now.</summary>
    public IEnumerable<Guid> All => _revoked.Select(pair => pair.Key);

    /// <summary>Whether the session has ended. In memory: every signed-in request asks.</summary>
    public bool IsRevoked(Guid sessionId) => !_revoked.IsEmpty && _revoked.ContainsKey(sessionId);

    /// <summary>Ends the session's access tokens: here when this returns, in the other services within moments.</summary>
    public async Task RevokeAsync(Guid sessionId)
    {
        var entry = new Entry(_time.GetUtcNow() + _lifetime, IsShared: false);
        _revoked[sessionId] = entry;
        try
        {
            await ShareAsync(sessionId, entry);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(exception);
        }
    }

    /// <summary>Exchanges the sessions with Redis: what it does not know goes there, what it knows comes here, old ones go.</summary>
    internal async Task SyncAsync()
    {
        if (_redis() is not { } redis)
        {
            return;
        }

        if (!_subscribed)
        {
            await redis.ListenAsync(Channel, message => Receive(message));
            _subscribed = true;
        }

        var now = _time.GetUtcNow();
        foreach (var (sessionId, entry) in _revoked)
        {
            if (entry.Ends <= now)
            {
                _revoked.TryRemove(sessionId, out _);
            }
            else if (!entry.IsShared)
            {
                await ShareAsync(sessionId, entry);
            }
        }

        var living = await redis.GetDatabase().SortedSetRangeByScoreWithScoresAsync(SetKey, now.ToUnixTimeSeconds());
        foreach (var session in living)
        {
            Remember(session.Element, DateTimeOffset.FromUnixTimeSeconds((long)session.Score));
        }
    }

    /// <summary>A service that starts knows the ended sessions before its first request, when Redis answers in time.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TrySyncAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SyncInterval, _time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await TrySyncAsync(stoppingToken);
        }
    }

    private async Task TrySyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(SyncAsync, cancellationToken).WaitAsync(SyncPatience, cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            LogAway(exception);
        }
    }

    private async Task ShareAsync(Guid sessionId, Entry entry)
    {
        if (_redis() is not { } redis)
        {
            return;
        }

        var database = redis.GetDatabase();
        var ends = entry.Ends.ToUnixTimeSeconds();
        await database.SortedSetAddAsync(SetKey, sessionId.ToString("N"), ends);
        await database.SortedSetRemoveRangeByScoreAsync(SetKey, double.NegativeInfinity, _time.GetUtcNow().ToUnixTimeSeconds());
        await database.PublishAsync(Channel, string.Create(CultureInfo.InvariantCulture, $"{sessionId:N} {ends}"));
        _revoked[sessionId] = entry with { IsShared = true };
    }

    private void Receive(string? message)
    {
        var parts = message?.Split(' ');
        if (parts is [var id, var ends] && long.TryParse(ends, CultureInfo.InvariantCulture, out var seconds))
        {
            Remember(id, DateTimeOffset.FromUnixTimeSeconds(seconds));
        }
    }

    private void Remember(string? id, DateTimeOffset ends)
    {
        // A message may arrive late; what has ended would stay for ever.
        if (ends > _time.GetUtcNow() && Guid.TryParseExact(id, "N", out var sessionId))
        {
            _revoked[sessionId] = new Entry(ends, IsShared: true);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Redis is away; ended sessions are shared when it is back")]
    private partial void LogAway(Exception exception);

    private readonly record struct Entry(DateTimeOffset Ends, bool IsShared);
}
