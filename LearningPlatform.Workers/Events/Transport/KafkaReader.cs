using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using LearningPlatform.Core.Events;

namespace LearningPlatform.Workers.Events;

/// <summary>
/// One consumer of a Kafka group. Kafka knows one number a partition, up to which everything is done: it is moved past a message only when
/// all before it are acknowledged as well.
/// </summary>
internal sealed class KafkaReader : IEventReader
{
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(200);

    private readonly IConsumer<string, string> _consumer;
    private readonly Dictionary<TopicPartition, SortedSet<long>> _open = [];
    private readonly Dictionary<TopicPartition, long> _next = [];

    public KafkaReader(string servers, string topic, string group)
    {
        _consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = servers,
            GroupId = group,
            EnableAutoCommit = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            AllowAutoCreateTopics = true,
        })
            .SetPartitionsRevokedHandler((_, partitions) => partitions.ForEach(partition => Forget(partition.TopicPartition)))
            .Build();
        _consumer.Subscribe(topic);
    }

    /// <summary>The client's call blocks, so it runs on a thread of the pool.</summary>
    public Task<IReadOnlyList<Delivery>> ReceiveAsync(int max, TimeSpan wait, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<Delivery>>(() => Receive(max, wait, cancellationToken), cancellationToken);

    public Task AcknowledgeAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            foreach (var receipt in deliveries.Select(delivery => KafkaReceipt.Parse(delivery.Receipt)))
            {
                if (_open.TryGetValue(receipt.TopicPartition, out var open))
                {
                    open.Remove(receipt.Offset.Value);
                }
            }

            var done = _open.Where(pair => _next.ContainsKey(pair.Key))
                .Select(pair => new TopicPartitionOffset(pair.Key, pair.Value.Count == 0 ? _next[pair.Key] : pair.Value.Min))
                .ToList();
            if (done.Count > 0)
            {
                _consumer.Commit(done);
            }
        },
        cancellationToken);

    /// <summary>A consumer that polls is alive; nothing else is asked.</summary>
    public Task KeepAsync(IReadOnlyCollection<Delivery> deliveries, CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Task.Run(_consumer.Close);
        _consumer.Dispose();
    }

    private List<Delivery> Receive(int max, TimeSpan wait, CancellationToken cancellationToken)
    {
        var deliveries = new List<Delivery>();
        var until = TimeProvider.System.GetTimestamp() + (long)(wait.TotalSeconds * TimeProvider.System.TimestampFrequency);
        while (deliveries.Count < max)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Consume(deliveries.Count > 0 ? TimeSpan.Zero : PollTime);
            if (result is not null)
            {
                deliveries.Add(Read(result));
            }
            else if (deliveries.Count > 0 || TimeProvider.System.GetTimestamp() >= until)
            {
                break;
            }
        }

        return deliveries;
    }

    private ConsumeResult<string, string>? Consume(TimeSpan wait)
    {
        try
        {
            return _consumer.Consume(wait);
        }
        catch (ConsumeException exception) when (exception.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            // Nobody has published yet: the first message makes the topic.
            return null;
        }
    }

    private Delivery Read(ConsumeResult<string, string> result)
    {
        if (!_open.TryGetValue(result.TopicPartition, out var open))
        {
            _open[result.TopicPartition] = open = [];
        }

        open.Add(result.Offset.Value);
        _next[result.TopicPartition] = result.Offset.Value + 1;
        return new(KafkaReceipt.Of(result.TopicPartitionOffset), Message(result.Message));
    }

    private static TransportMessage? Message(Message<string, string> message)
    {
        string? Header(string name) => message.Headers.TryGetLastBytes(name, out var bytes) ? Encoding.UTF8.GetString(bytes) : null;

        try
        {
            return JsonSerializer.Deserialize(message.Value, EventJson.Default.PlatformEvent) is { } happened
                && long.TryParse(Header(KafkaHeaders.Position), CultureInfo.InvariantCulture, out var position)
                ? new(happened, position, Header(KafkaHeaders.Handler), Header(KafkaHeaders.Traceparent))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Another consumer goes on from what was committed.</summary>
    private void Forget(TopicPartition partition)
    {
        _open.Remove(partition);
        _next.Remove(partition);
    }
}

/// <summary>Where Kafka keeps a message, as text.</summary>
internal static class KafkaReceipt
{
    public static string Of(TopicPartitionOffset place) => $"{place.Topic}/{place.Partition.Value}/{place.Offset.Value}";

    public static TopicPartitionOffset Parse(string receipt)
    {
        var parts = receipt.Split('/');
        return new(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[2], CultureInfo.InvariantCulture));
    }
}
