namespace LearningPlatform.Workers.Mail;

/// <summary>Sends mail as it falls due, a few at a time.</summary>
internal sealed class MailLoop(MailDelivery delivery, TimeProvider time, ILogger<MailLoop> logger) : BackgroundService
{
    private const int AtOnce = 4;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(() => RunAsync(stoppingToken), CancellationToken.None)));

    private async Task RunAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await delivery.SendNextAsync(stoppingToken))
                {
                    await Task.Delay(Idle, time, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "Mail cannot be sent for the moment");
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }
    }
}
