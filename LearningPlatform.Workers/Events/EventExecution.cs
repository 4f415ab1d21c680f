using System.Diagnostics;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Workers.Events;

/// <summary>How a delivery ended.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The effects are committed.</summary>
    Handled,

    /// <summary>They were before.</summary>
    Duplicate,

    /// <summary>An earlier event of the same user or course must come first.</summary>
    Deferred,

    /// <summary>The handler threw; the event is tried again.</summary>
    Failed,

    /// <summary>It threw once too often; the event is among the dead letters.</summary>
    Dead,
}

/// <summary>Runs one handler on one event: effects and inbox row in one transaction, failures counted in another.</summary>
internal sealed class EventExecution(
    IServiceScopeFactory scopes, EventFailures failures, IOptions<EventOptions> options, TimeProvider time, ILogger<EventExecution> logger)
{
    private readonly EventOptions _options = options.Value;

    /// <summary>Tries once. <paramref name="tries"/> counts the failures that this process knows of.</summary>
    /// <exception cref="Npgsql.NpgsqlException">The database could not be reached: nobody's failure, nothing was counted.</exception>
    public async Task<(DeliveryOutcome Outcome, int Tries)> TryAsync(
        HandlerRegistration handler, Delivery delivery, int tries, CancellationToken cancellationToken)
    {
        var message = delivery.Message!;
        var outcome = DeliveryOutcome.Failed;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_options.HandlerTimeout);
            outcome = await HandleAsync(handler, [message], tries > 0 || delivery.TakenOver, timeout.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            using var activity = Activity(handler, message);
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            (outcome, tries) = await FailAsync(handler, message, exception, cancellationToken);
        }

        Count(handler, outcome, 1);
        return (outcome, tries);
    }

    /// <summary>
    /// Tries several new deliveries in one transaction: under load that saves most of what an event costs. False when that did not work out,
    /// for whatever reason; then nothing has happened, and each is to be tried by itself.
    /// </summary>
    public async Task<bool> TryTogetherAsync(HandlerRegistration handler, IReadOnlyList<TransportMessage> messages)
    {
        try
        {
            using var timeout = new CancellationTokenSource(_options.HandlerTimeout);
            if (await HandleAsync(handler, messages, hasFailed: false, timeout.Token) == DeliveryOutcome.Deferred)
            {
                return false;
            }

            Count(handler, DeliveryOutcome.Handled, messages.Count);
            return true;
        }
        catch (Exception exception)
        {
            logger.LogDebug(exception, "{Handler} failed on one of {Count} events; each is tried by itself", handler.Name, messages.Count);
            return false;
        }
    }

    private static Activity Activity(HandlerRegistration handler, TransportMessage message)
    {
        var activity = EventTelemetry.Continue($"handle {message.Event.EventType}", ActivityKind.Consumer, message.Traceparent);
        activity.SetTag("messaging.consumer.group.name", handler.Name);
        return activity;
    }

    /// <summary>All or none of the messages.</summary>
    private async Task<DeliveryOutcome> HandleAsync(
        HandlerRegistration handler, IReadOnlyList<TransportMessage> messages, bool hasFailed, CancellationToken cancellationToken)
    {
        await using var transaction = await EventTransaction.BeginAsync(scopes, withContext: !handler.TakesSets, cancellationToken);
        var taken = await Inbox.TakeAsync(
            transaction, [.. messages.Select(message => message.Event.EventId)], handler.Name, time.GetUtcNow(), cancellationToken);
        var fresh = messages.Where(message => taken.Remove(message.Event.EventId)).ToList();
        if (fresh.Count == 0)
        {
            return DeliveryOutcome.Duplicate;
        }

        foreach (var message in fresh)
        {
            if (await Inbox.HasEarlierAsync(transaction, handler, message, cancellationToken))
            {
                return DeliveryOutcome.Deferred;
            }
        }

        await RunAsync(handler, fresh, transaction, cancellationToken);
        if (hasFailed)
        {
            await EventFailures.ForgetAsync(transaction, handler, fresh[0].Event, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        MeasureLag(handler, fresh);
        return DeliveryOutcome.Handled;
    }

    private static async Task RunAsync(
        HandlerRegistration handler, List<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        if (handler.TakesSets)
        {
            using var together = messages is [var only] ? Activity(handler, only) : EventTelemetry.Join($"handle {handler.Name}", messages);
            await handler.CreateForSets(transaction.Services).HandleAsync(messages, transaction, cancellationToken);
            return;
        }

        foreach (var message in messages)
        {
            using var activity = Activity(handler, message);
            await handler.Create(transaction.Services).HandleAsync(message.Event, transaction.Db, cancellationToken);
            await transaction.SaveAsync(cancellationToken);
        }
    }

    private async Task<(DeliveryOutcome Outcome, int Tries)> FailAsync(
        HandlerRegistration handler, TransportMessage message, Exception exception, CancellationToken cancellationToken)
    {
        var tries = await failures.CountAsync(handler, message.Event, exception, cancellationToken);
        if (tries < _options.MaxTries)
        {
            logger.LogWarning(
                exception, "{Handler} failed on {EventType} {EventId}, try {Try}", handler.Name, message.Event.EventType, message.Event.EventId, tries);
            return (DeliveryOutcome.Failed, tries);
        }

        await failures.BuryAsync(handler, message, tries, exception, cancellationToken);
        logger.LogError(
            exception, "{Handler} gave up {EventType} {EventId} after {Tries} tries", handler.Name, message.Event.EventType, message.Event.EventId, tries);
        return (DeliveryOutcome.Dead, tries);
    }

    private static void Count(HandlerRegistration handler, DeliveryOutcome outcome, int deliveries) => EventTelemetry.Deliveries.Add(
        deliveries,
        KeyValuePair.Create<string, object?>("handler", handler.Name),
        KeyValuePair.Create<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));

    private void MeasureLag(HandlerRegistration handler, List<TransportMessage> messages)
    {
        var name = KeyValuePair.Create<string, object?>("handler", handler.Name);
        foreach (var message in messages)
        {
            EventTelemetry.Lag.Record((time.GetUtcNow() - message.Event.Timestamp).TotalMilliseconds, name);
        }
    }
}
