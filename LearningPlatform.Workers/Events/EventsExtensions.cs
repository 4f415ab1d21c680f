using System.Reflection;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Events;

/// <summary>What carries events to their handlers, and what runs by the clock.</summary>
internal static class EventsExtensions
{
    public static void AddEvents(this IHostApplicationBuilder builder)
    {
        builder.Services.Configure<EventOptions>(builder.Configuration.GetSection(EventOptions.Section));
        builder.Services.AddSingleton(HandlerCatalog.Of(Assembly.GetExecutingAssembly().GetTypes()));
        builder.Services.AddSingleton<EventSubscriptions>();
        builder.Services.AddSingleton<EventFailures>();
        builder.Services.AddSingleton<EventExecution>();
        builder.Services.AddSingleton<OutboxKeeper>();
        builder.Services.AddScoped<AfterCommit>();
        builder.Services.AddSingleton<StreamWakeUp>();
        builder.Services.AddSingleton<StreamTrimmer>();
        builder.Services.AddSingleton<IEventTransport, RedisStreamTransport>();
        builder.Services.AddHostedService<OutboxRelay>();
        builder.Services.AddHostedService<EventConsumers>();
    }

    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton(JobCatalog.Of(Assembly.GetExecutingAssembly().GetTypes()));
        builder.Services.AddHostedService<JobScheduler>();
    }
}
