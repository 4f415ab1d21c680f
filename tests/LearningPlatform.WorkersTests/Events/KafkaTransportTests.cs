using LearningPlatform.Workers.Events;
using Microsoft.Extensions.Options;

namespace LearningPlatform.WorkersTests.Events;

/// <summary>Runs where <c>LEARNING_TEST_KAFKA</c> names a broker (<c>host:port</c>).</summary>
[Trait("Needs", "Kafka")]
public sealed class KafkaTransportTests : TransportContract, IDisposable
{
    private readonly KafkaTransport _transport = new(Options.Create(new KafkaOptions
    {
        Servers = Environment.GetEnvironmentVariable("LEARNING_TEST_KAFKA")
            ?? throw new InvalidOperationException("LEARNING_TEST_KAFKA names no broker; leave these tests out by --filter Needs!=Kafka."),
    }));

    private protected override IEventTransport Transport => _transport;

    public void Dispose() => _transport.Dispose();
}
