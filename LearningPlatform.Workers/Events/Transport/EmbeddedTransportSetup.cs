namespace LearningPlatform.Workers.Events;

/// <summary>Which transport there is; under Engine=aspire also Kafka (KafkaTransportSetup).</summary>
internal static class TransportSetup
{
    public static void AddTransport(this IHostApplicationBuilder builder) => builder.AddRedisStreams();
}
