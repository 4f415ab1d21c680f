using LearningPlatform.Core.Study.Calls;

namespace LearningPlatform.Realtime.Calls;

/// <summary>Ends what replicas that were killed have left behind: their people leave the calls, and a call without people is over.</summary>
internal sealed partial class CallSweep(CallState calls, CallRecords records, TimeProvider time, ILogger<CallSweep> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var roomId in await calls.DueAsync(stoppingToken))
                {
                    await records.NoteGoneAsync(roomId, await calls.ReadAsync(roomId, stoppingToken), stoppingToken);
                }
            }
#pragma warning disable CA1031 // A store is away; the calls are looked at again.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogLater(exception.Message);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Calls are looked at later: {Reason}")]
    private partial void LogLater(string reason);
}
