using System.Diagnostics;
using LearningPlatform.Core.Data;
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
        using var activity = Activity(handler, message);
        var outcome = DeliveryOutcome.Failed;
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            timeout.CancelAfter(_options.HandlerTimeout);
            outcome = await HandleAsync(handler, message, tries > 0 || delivery.TakenOver, timeout.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            activity.SetStatus(ActivityStatusCode.Error, exception.Message);
            (outcome, tries) = await FailAsync(handler, message, exception, cancellationToken);
        }

        Measure(handler, message, outcome);
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
            return await HandleTogetherAsync(handler, messages, timeout.Token);
        }
        catch (Exception exception)
        {
            logger.LogDebug(exception, "{Handler} failed on one of {Count} events; each is tried by itself", handler.Name, messages.Count);
            return false;
        }
    }

    private async Task<bool> HandleTogetherAsync(
        HandlerRegistration handler, IReadOnlyList<TransportMessage> messages, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var taken = await Inbox.TakeAsync(db, [.. messages.Select(message => message.Event.EventId)], handler.Name, time.GetUtcNow(), cancellationToken);
        foreach (var message in messages.Where(message => taken.Remove(message.Event.EventId)))
        {
            using var activity = Activity(handler, message);
            if (await Inbox.HasEarlierAsync(db, handler, message, cancellationToken))
            {
                return false;
            }

            await handler.Create(scope.ServiceProvider).HandleAsync(message.Event, db, cancellationToken);
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AfterCommit>().RunAsync();
        foreach (var message in messages)
        {
            Measure(handler, message, DeliveryOutcome.Handled);
        }

        return true;
    }

    private static Activity Activity(HandlerRegistration handler, TransportMessage message)
    {
        var activity = EventTelemetry.Continue($"handle {message.Event.EventType}", ActivityKind.Consumer, message.Traceparent);
        activity.SetTag("messaging.consumer.group.name", handler.Name);
        return activity;
    }

    private async Task<DeliveryOutcome> HandleAsync(
        HandlerRegistration handler, TransportMessage message, bool hasFailed, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<LearningDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if ((await Inbox.TakeAsync(db, [message.Event.EventId], handler.Name, time.GetUtcNow(), cancellationToken)).Count == 0)
        {
            return DeliveryOutcome.Duplicate;
        }

        if (await Inbox.HasEarlierAsync(db, handler, message, cancellationToken))
        {
            return DeliveryOutcome.Deferred;
        }

        await handler.Create(scope.ServiceProvider).HandleAsync(message.Event, db, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (hasFailed)
        {
            await EventFailures.ForgetAsync(db, handler, message.Event, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        await scope.ServiceProvider.GetRequiredService<AfterCommit>().RunAsync();
        return DeliveryOutcome.Handled;
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

    private void Measure(HandlerRegistration handler, TransportMessage message, DeliveryOutcome outcome)
    {
        var name = KeyValuePair.Create<string, object?>("handler", handler.Name);
        EventTelemetry.Deliveries.Add(1, name, KeyValuePair.Create<string, object?>("outcome", outcome.ToString().ToLowerInvariant()));
        if (outcome == DeliveryOutcome.Handled)
        {
            EventTelemetry.Lag.Record((time.GetUtcNow() - message.Event.Timestamp).TotalMilliseconds, name);
        }
    }
}
