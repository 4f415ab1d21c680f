using Microsoft.Extensions.Options;

namespace LearningPlatform.Workers.Events;

/// <summary>Runs every handler that the catalog has, after it has told the database who wants what.</summary>
internal sealed class EventConsumers(
    HandlerCatalog catalog,
    EventSubscriptions subscriptions,
    IEventTransport transport,
    EventExecution execution,
    IOptions<EventOptions> options,
    TimeProvider time,
    ILoggerFactory loggers)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await subscriptions.AnnounceUntilDoneAsync(stoppingToken))
        {
            var logger = loggers.CreateLogger<HandlerLoop>();
            await Task.WhenAll(catalog.Registrations.Select(handler =>
                Task.Run(() => new HandlerLoop(handler, transport, execution, options.Value, time, logger).RunAsync(stoppingToken), CancellationToken.None)));
        }
    }
}
