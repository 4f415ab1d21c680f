using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Chat;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>Sends messages that were stored by a replica which died before it could send them.</summary>
internal sealed partial class ChatRecovery(
    WaitingMessages waiting, IDocumentCollection<ChatMessage> messages, RoomChat chat, TimeProvider time, ILogger<ChatRecovery> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Storing and sending takes milliseconds; whatever waits for longer is nobody's.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(3);

    /// <summary>What is not stored by then never will be.</summary>
    private static readonly TimeSpan NeverStored = TimeSpan.FromMinutes(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RecoverAsync(stoppingToken);
            }
#pragma warning disable CA1031 // A store is away; the messages wait.
            catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogLater(exception.Message);
            }
        }
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var entry in await waiting.LongerThanAsync(Abandoned, cancellationToken))
        {
            if (await messages.GetAsync(entry.MessageId, cancellationToken) is { } message)
            {
                await chat.FinishAsync(message, cancellationToken);
            }
        }

        foreach (var entry in await waiting.LongerThanAsync(NeverStored, cancellationToken))
        {
            await waiting.RemoveAsync(entry, cancellationToken);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Waiting messages are looked for later: {Reason}")]
    private partial void LogLater(string reason);
}
