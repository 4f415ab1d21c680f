using LearningPlatform.Core.Assessments.Attempts;

namespace LearningPlatform.Workers.Assessments;

/// <summary>
/// Submits attempts when their time is over, with what was saved of them. Sleeps until the next one is due; wakes before that only to look
/// for attempts that have started since. Which are due stands in the database, so a restart forgets none, and replicas share them.
/// </summary>
internal sealed class SubmitDueAttempts(AttemptClock clock, TimeProvider time, ILogger<SubmitDueAttempts> logger) : BackgroundService
{
    /// <summary>A new attempt with a time limit of a second is seen this much after its end at the latest.</summary>
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await clock.SubmitNextDueAsync(stoppingToken))
                {
                }

                await SleepAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.LogWarning(exception, "Attempts whose time is over have to wait for the moment");
                await Task.Delay(AfterFailure, time, CancellationToken.None);
            }
        }
    }

    private async Task SleepAsync(CancellationToken cancellationToken)
    {
        var next = await clock.NextDueAsync(cancellationToken);
        var sleep = next - time.GetUtcNow() ?? LongestSleep;
        // One that is due but locked, by its learner who submits it just now, is not waited for in a busy loop.
        await Task.Delay(
            TimeSpan.FromTicks(Math.Clamp(sleep.Ticks, TimeSpan.TicksPerMillisecond * 50, LongestSleep.Ticks)), time, cancellationToken);
    }
}
