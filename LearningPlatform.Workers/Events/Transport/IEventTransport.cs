using LearningPlatform.Core.Events;

namespace LearningPlatform.Workers.Events;

/// <summary>An event as the transport carries it.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Position">Its place in the outbox.</param>
/// <param name="Handler">The only handler that it is meant for (a replayed dead letter), or null for all.</param>
/// <param name="Traceparent">W3C trace context of its cause.</param>
internal sealed record TransportMessage(PlatformEvent Event, long Position, string? Handler, string? Traceparent);

/// <summary>A message that was handed to a reader and waits for its acknowledgement.</summary>
/// <param name="Receipt">The transport's own name for it.</param>
/// <param name="Message">Null when what arrived could not be read.</param>
/// <param name="TakenOver">It had been handed to another consumer before, which has died.</param>
internal sealed record Delivery(string Receipt, TransportMessage? Message, bool TakenOver = false);

/// <summary>
/// Carries events from the relay to the handlers' groups, at least once, in order for one user. It may lose what it has (Redis is memory):
/// the outbox keeps events until every handler is done and gives them out again.
/// </summary>
internal interface IEventTransport
{
    /// <summary>
    /// Publishes in order. Returns a receipt for each message that was taken, from the first on: fewer than were given when the topic is
    /// full, since nothing is thrown away that a group has not read.
    /// </summary>
    Task<IReadOnlyList<string>> PublishAsync(string topic, IReadOnlyList<TransportMessage> messages, CancellationToken cancellationToken);

    /// <summary>Which of the receipts stand for messages that the transport no longer has.</summary>
    Task<IReadOnlySet<string>> FindLostAsync(string topic, IReadOnlyCollection<string> receipts, CancellationToken cancellationToken);

    /// <summary>Adds to the topic's dead letters, for tools that watch them; the ones that count are in the database.</summary>
    Task PublishDeadLetterAsync(string topic, TransportMessage message, DeadLetterReason reason, CancellationToken cancellationToken);

    /// <summary>Removes what every group has read.</summary>
    Task TrimAsync(string topic, CancellationToken cancellationToken);

    /// <summary>A reader in the consumer group <paramref name="group"/>: a message goes to one reader of a group.</summary>
    IEventReader Open(string topic, string group);
}

/// <summary>Why an event was given up.</summary>
internal sealed record DeadLetterReason(string Handler, int Tries, string Error);

/// <summary>One consumer's end of a group.</summary>
internal interface IEventReader : IAsyncDisposable
{
    /// <summary>Returns as soon as there is something, at the latest after <paramref name="wait"/> with nothing.</summary>
    Task<IReadOnlyList<Delivery>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken);

    /// <summary>Done with these: they are not delivered again.</summary>
    Task AcknowledgeAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken);

    /// <summary>A sign of life for deliveries that wait here for their next try, so that nobody takes them over.</summary>
    Task KeepAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken);
}
