using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using LearningPlatform.Core.Events;
using Microsoft.Extensions.Options;

namespace LearningPlatform.Workers.Events;

/// <summary>Configuration section <c>Events:Kafka</c>.</summary>
internal sealed class KafkaOptions
{
    public const string Section = "Events:Kafka";

    /// <summary>Brokers as <c>host:port</c>, separated by commas.</summary>
    public string Servers { get; set; } = "";
}

/// <summary>A Kafka topic a topic. A user's events share a partition, so they stay in order. Kafka keeps what it has taken.</summary>
internal sealed class KafkaTransport : IEventTransport, IDisposable
{
    private readonly string _servers;
    private readonly IProducer<string, string> _producer;

    public KafkaTransport(IOptions<KafkaOptions> options)
    {
        _servers = options.Value.Servers;
        // Idempotent: a retry inside the client neither doubles nor reorders.
        _producer = new ProducerBuilder<string, string>(new ProducerConfig
        {
            BootstrapServers = _servers,
            Acks = Acks.All,
            EnableIdempotence = true,
            LingerMs = 5,
        }).Build();
    }

    public async Task<IReadOnlyList<string>> PublishAsync(
        string topic, IReadOnlyList<TransportMessage> messages, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(messages.Select(message => _producer.ProduceAsync(topic, Write(message), cancellationToken)));
        return [.. results.Select(result => KafkaReceipt.Of(result.TopicPartitionOffset))];
    }

    public Task<IReadOnlySet<string>> FindLostAsync(string topic, IReadOnlyCollection<string> receipts, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlySet<string>>(new HashSet<string>(StringComparer.Ordinal));

    public async Task PublishDeadLetterAsync(
        string topic, TransportMessage message, DeadLetterReason reason, CancellationToken cancellationToken)
    {
        var dead = Write(message with { Handler = reason.Handler });
        dead.Headers.Add("tries", Encoding.UTF8.GetBytes($"{reason.Tries}"));
        dead.Headers.Add("error", Encoding.UTF8.GetBytes(reason.Error));
        await _producer.ProduceAsync($"{topic}.dead", dead, cancellationToken);
    }

    /// <summary>Kafka forgets by its own retention.</summary>
    public Task TrimAsync(string topic, CancellationToken cancellationToken) => Task.CompletedTask;

    public IEventReader Open(string topic, string group) => new KafkaReader(_servers, topic, group);

    public void Dispose() => _producer.Dispose();

    private static Message<string, string> Write(TransportMessage message)
    {
        var headers = new Headers { { KafkaHeaders.Position, Encoding.UTF8.GetBytes($"{message.Position}") } };
        if (message.Handler is not null)
        {
            headers.Add(KafkaHeaders.Handler, Encoding.UTF8.GetBytes(message.Handler));
        }

        if (message.Traceparent is not null)
        {
            headers.Add(KafkaHeaders.Traceparent, Encoding.UTF8.GetBytes(message.Traceparent));
        }

        var happened = message.Event;
        return new()
        {
            Key = (happened.UserId ?? happened.CourseId ?? happened.EventId).ToString(),
            Value = JsonSerializer.Serialize(happened, EventJson.Default.PlatformEvent),
            Headers = headers,
        };
    }
}

internal static class KafkaHeaders
{
    public const string Position = "position";
    public const string Handler = "handler";
    public const string Traceparent = "traceparent";
}
