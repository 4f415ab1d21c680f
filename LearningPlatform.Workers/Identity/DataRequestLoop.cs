namespace LearningPlatform.Workers.Identity;

/// <summary>Does exports and erasures as they are asked for.</summary>
internal sealed class DataRequestLoop(DataRequestWork work, TimeProvider time, ILogger<DataRequestLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await work.DoNextAsync(stoppingToken))
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
                logger.LogWarning(exception, "Exports and erasures have to wait for the moment");
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }
    }
}
