namespace LearningPlatform.Workers.Events;

/// <summary>Redis Streams, or Kafka where <c>Events:Kafka:Servers</c> names brokers. Compiled only under Engine=aspire.</summary>
internal static class TransportSetup
{
    public static void AddTransport(this IHostApplicationBuilder builder)
    {
        var section = builder.Configuration.GetSection(KafkaOptions.Section);
        if (string.IsNullOrEmpty(section[nameof(KafkaOptions.Servers)]))
        {
            builder.AddRedisStreams();
            return;
        }

        builder.Services.Configure<KafkaOptions>(section);
        builder.Services.AddSingleton<IEventTransport, KafkaTransport>();
    }
}
