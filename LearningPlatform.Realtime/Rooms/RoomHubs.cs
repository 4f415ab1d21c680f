using StackExchange.Redis;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>The rooms that have sockets in this replica; tends them, so that nothing stays missed and nobody who is there runs out.</summary>
internal sealed partial class RoomHubs(RoomServices services, ILoggerFactory loggers, TimeProvider time) : BackgroundService
{
    // A third of what presence lives without renewal.
    private static readonly TimeSpan TendEvery = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    // Not all rooms at the same moment: Redis would have no ear for what is said meanwhile.
    private const uint Slices = 50;

    // Changes of membership come by the feed, and of presence one by one; this is for what was lost on the way.
    private const uint RecheckEvery = 3;
    private const uint PresenceEvery = 6;
    private const int AtOnce = 4;

    private readonly Dictionary<Guid, RoomHub> _hubs = [];
    private readonly Lock _lock = new();
    private readonly ILogger _logger = loggers.CreateLogger<RoomHubs>();

    /// <summary>The room's hub, listening; each call needs an <see cref="Exit"/>.</summary>
    /// <exception cref="RedisException">Redis is away (or <see cref="TimeoutException"/>).</exception>
    public async Task<RoomHub> EnterAsync(Guid roomId)
    {
        RoomHub? hub;
        lock (_lock)
        {
            if (!_hubs.TryGetValue(roomId, out hub))
            {
                _hubs[roomId] = hub = new RoomHub(roomId, services, loggers.CreateLogger<RoomHub>());
            }

            hub.Users++;
        }

        try
        {
            await hub.OpenAsync();
            return hub;
        }
        catch
        {
            Exit(hub);
            throw;
        }
    }

    public void Exit(RoomHub hub)
    {
        lock (_lock)
        {
            if (--hub.Users > 0)
            {
                return;
            }

            _hubs.Remove(hub.RoomId);
        }

        hub.Close();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var again = new SemaphoreSlim(0, 1);
        services.Redis.ConnectionRestored += (_, restored) =>
        {
            if (restored.ConnectionType == ConnectionType.Subscription && again.CurrentCount == 0)
            {
                again.Release();
            }
        };
        for (var turn = 1U; !stoppingToken.IsCancellationRequested; turn++)
        {
            // All at once when Redis is back: what was published meanwhile has not been heard.
            var isBack = await again.WaitAsync(TendEvery / Slices, stoppingToken);
            await TendAsync((hub, rounds) => isBack || IsDue(hub, turn, rounds), stoppingToken);
        }
    }

    /// <summary>Whether it is a room's turn once in so many rounds. Rooms come evenly spread, also those of the longer intervals.</summary>
    private static bool IsDue(RoomHub hub, uint turn, uint rounds) =>
        (uint)hub.RoomId.GetHashCode() % (Slices * rounds) == turn % (Slices * rounds);

    private async Task TendAsync(Func<RoomHub, uint, bool> isDue, CancellationToken cancellationToken)
    {
        List<RoomHub> hubs;
        lock (_lock)
        {
            hubs = [.. _hubs.Values.Where(hub => isDue(hub, 1))];
        }

        var began = time.GetTimestamp();
        await Parallel.ForEachAsync(
            hubs, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (hub, _) =>
            {
                try
                {
                    await hub.TendAsync(anew: isDue(hub, PresenceEvery));
                    if (isDue(hub, RecheckEvery))
                    {
                        await hub.RecheckAsync();
                    }
                }
#pragma warning disable CA1031 // One room's trouble is no other's; Redis or a store is away, or the room has just been closed.
                catch (Exception exception)
#pragma warning restore CA1031
                {
                    LogNotTended(exception.Message);
                }
            });
        if (time.GetElapsedTime(began) > Slow)
        {
            LogSlow(hubs.Count, time.GetElapsedTime(began));
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "A room could not be tended: {Reason}")]
    private partial void LogNotTended(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tending {Rooms} rooms took {Elapsed}")]
    private partial void LogSlow(int rooms, TimeSpan elapsed);
}
