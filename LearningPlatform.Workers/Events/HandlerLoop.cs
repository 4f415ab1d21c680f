using System.Collections.Concurrent;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// Reads a consumer group and runs its handler, batch by batch. What fails waits aside for its next try while the loop goes on with the
/// rest. Events that must stay in order are in one lane, one after the other; parcels of lanes run side by side.
/// </summary>
internal sealed class HandlerLoop(
    HandlerRegistration handler, IEventTransport transport, EventExecution execution, EventOptions options, TimeProvider time, ILogger logger)
{
    private const int BatchSize = 64;
    private const int MostTogether = BatchSize / 4;
    private const int MostWaiting = 2_000;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstDeferral = TimeSpan.FromMilliseconds(10);

    private readonly WaitingDeliveries _waiting = new(time);
    private long _keptAt;

    public async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await using var reader = transport.Open(handler.Topic, handler.Name);
                while (true)
                {
                    await TurnAsync(reader, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                var delay = options.RetryDelay(2);
                logger.LogWarning(exception, "Reading {Topic} for {Handler} failed; trying again in {Delay}", handler.Topic, handler.Name, delay);
                await Task.Delay(delay, time, CancellationToken.None);
            }
        }
    }

    private async Task TurnAsync(IEventReader reader, CancellationToken stoppingToken)
    {
        await KeepWaitingAsync(reader, stoppingToken);
        var batch = _waiting.TakeDue();
        if (_waiting.Count < MostWaiting)
        {
            var wait = batch.Count > 0 ? TimeSpan.Zero : _waiting.UntilNext(LongestWait);
            var fresh = await ReceiveAsync(reader, batch, wait, stoppingToken);
            batch.AddRange(fresh.Where(delivery => !_waiting.Contains(delivery.Receipt)).Select(delivery => new Waiting(delivery)));
        }
        else
        {
            await Task.Delay(_waiting.UntilNext(LongestWait), time, stoppingToken);
        }

        var done = await WorkAsync(batch);
        await reader.AcknowledgeAsync(done, CancellationToken.None);
    }

    private async Task<IReadOnlyList<Delivery>> ReceiveAsync(
        IEventReader reader, List<Waiting> taken, TimeSpan wait, CancellationToken stoppingToken)
    {
        try
        {
            return await reader.ReceiveAsync(BatchSize, wait, stoppingToken);
        }
        catch
        {
            taken.ForEach(waiting => _waiting.Add(waiting, options.FirstRetry));
            throw;
        }
    }

    /// <summary>Works through the batch to its end, stopping or not: what has begun is finished.</summary>
    private async Task<IReadOnlyCollection<Delivery>> WorkAsync(List<Waiting> batch)
    {
        var wanted = batch.Where(IsWanted).ToList();
        var again = new ConcurrentBag<(Waiting Waiting, TimeSpan Delay)>();
        await Parallel.ForEachAsync(
            Parcels(wanted),
            new ParallelOptions { MaxDegreeOfParallelism = options.Parallelism },
            async (parcel, _) =>
            {
                if (!parcel.Exists(HasHistory) && await execution.TryTogetherAsync(handler, InLockOrder(parcel)))
                {
                    return;
                }

                foreach (var waiting in parcel)
                {
                    if (await TryAsync(waiting) is { } next)
                    {
                        again.Add(next);
                    }
                }
            });
        foreach (var (waiting, delay) in again)
        {
            _waiting.Add(waiting, delay);
        }

        return [.. batch.Select(waiting => waiting.Delivery).Where(delivery => !_waiting.Contains(delivery.Receipt))];
    }

    /// <summary>
    /// Parts of the batch that can be worked on side by side: a lane, the events that must stay in order, is never divided, and one with an
    /// event that has failed before is a part of its own. A small batch is one part: what an event costs is mostly its transaction.
    /// </summary>
    private IEnumerable<List<Waiting>> Parcels(List<Waiting> wanted)
    {
        var parcel = new List<Waiting>();
        foreach (var lane in wanted.GroupBy(Lane).Select(lane => lane.OrderBy(waiting => waiting.Delivery.Message!.Position).ToList()))
        {
            if (lane.Exists(HasHistory))
            {
                yield return lane;
                continue;
            }

            parcel.AddRange(lane);
            if (parcel.Count >= MostTogether)
            {
                yield return parcel;
                parcel = [];
            }
        }

        if (parcel.Count > 0)
        {
            yield return parcel;
        }
    }

    /// <summary>
    /// The parcel's messages by user (or by what their order asks for), then as they happened: transactions that change the same users' rows
    /// take them in the same order, and so wait for each other instead of deadlocking.
    /// </summary>
    private List<TransportMessage> InLockOrder(List<Waiting> parcel) =>
    [
        .. parcel.Select(waiting => waiting.Delivery.Message!)
            .OrderBy(message => handler.OrderKey(message.Event) ?? message.Event.UserId)
            .ThenBy(message => message.Position),
    ];

    private static bool HasHistory(Waiting waiting) => waiting.Tries > 0 || waiting.Deferrals > 0 || waiting.Delivery.TakenOver;

    private bool IsWanted(Waiting waiting)
    {
        if (waiting.Delivery.Message is { } message)
        {
            return handler.Wants(message);
        }

        logger.LogError("{Topic} has an entry that is no event: {Receipt}", handler.Topic, waiting.Delivery.Receipt);
        return false;
    }

    /// <summary>Null when the delivery is done with, otherwise how long it has to wait.</summary>
    private async Task<(Waiting Waiting, TimeSpan Delay)?> TryAsync(Waiting waiting)
    {
        try
        {
            var (outcome, tries) = await execution.TryAsync(handler, waiting.Delivery, waiting.Tries, CancellationToken.None);
            return outcome switch
            {
                DeliveryOutcome.Failed => (waiting with { Tries = tries }, options.RetryDelay(tries)),
                DeliveryOutcome.Deferred => (waiting with { Deferrals = waiting.Deferrals + 1 }, Deferral(waiting.Deferrals)),
                _ => null,
            };
        }
        catch (Exception exception)
        {
            // Counting the failure failed as well: the database is away. That is not the event's fault.
            logger.LogWarning(exception, "{Handler} could not work on {EventId}", handler.Name, waiting.Delivery.Message!.Event.EventId);
            return (waiting, options.RetryDelay(3));
        }
    }

    private object Lane(Waiting waiting) =>
        handler.OrderKey(waiting.Delivery.Message!.Event) is { } key ? key : waiting.Delivery.Receipt;

    private static TimeSpan Deferral(int deferrals) => FirstDeferral * Math.Pow(2, int.Clamp(deferrals, 0, 6));

    private async Task KeepWaitingAsync(IEventReader reader, CancellationToken stoppingToken)
    {
        if (_waiting.Count > 0 && time.GetElapsedTime(_keptAt) > options.ClaimAfter / 4)
        {
            _keptAt = time.GetTimestamp();
            await reader.KeepAsync(_waiting.All, stoppingToken);
        }
    }
}
