using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Events;

/// <summary>What carries events to their handlers, and what runs by the clock.</summary>
internal static class EventsExtensions
{
    /// <summary>The relay, and the event handlers among <paramref name="types"/>.</summary>
    public static void AddEvents(this IHostApplicationBuilder builder, params IEnumerable<Type> types)
    {
        builder.Services.Configure<EventOptions>(builder.Configuration.GetSection(EventOptions.Section));
        builder.Services.AddSingleton(HandlerCatalog.Of(types));
        builder.Services.AddSingleton<EventSubscriptions>();
        builder.Services.AddSingleton<EventFailures>();
        builder.Services.AddSingleton<EventExecution>();
        builder.Services.AddSingleton<OutboxKeeper>();
        builder.Services.AddSingleton<DeadLetters>();
        builder.Services.AddSingleton<IPersonalData, EventsPersonalData>();
        builder.Services.AddScoped<AfterCommit>();
        builder.AddTransport();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHostedService<EventConsumers>();
    }

    public static void AddRedisStreams(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<StreamWakeUp>();
        builder.Services.AddSingleton<StreamTrimmer>();
        builder.Services.AddSingleton<IEventTransport, RedisStreamTransport>();
    }

    /// <summary>The scheduled jobs among <paramref name="types"/>.</summary>
    public static void AddJobs(this IHostApplicationBuilder builder, params IEnumerable<Type> types)
    {
        builder.Services.AddSingleton(JobCatalog.Of(types));
        builder.Services.AddHostedService<JobScheduler>();
    }
}
