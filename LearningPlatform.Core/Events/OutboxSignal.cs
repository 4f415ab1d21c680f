using Microsoft.Extensions.Logging;
using Npgsql;

namespace LearningPlatform.Core.Events;

/// <summary>
/// Wakes the relay after a commit that wrote to the outbox. <c>NOTIFY</c> within the business transactions would make their commits wait for
/// each other (PostgreSQL holds one lock for all who notify), so a process notifies at most once in <see cref="Interval"/>, on a connection
/// of its own. A signal that gets lost costs only latency: the relay also looks by itself.
/// </summary>
/// <remarks>Saves through EF raise it by themselves (<see cref="OutboxInterceptor"/>); hand-written SQL calls <see cref="Raise"/> after its commit.</remarks>
public sealed class OutboxSignal(NpgsqlDataSource database, TimeProvider time, ILogger<OutboxSignal> logger)
{
    /// <summary>The PostgreSQL notification channel.</summary>
    public const string Channel = "outbox";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    private int _pending;

    /// <summary>Says that the outbox has something new. Never waits, never throws.</summary>
    public void Raise()
    {
        if (Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = NotifyAsync();
        }
    }

    private async Task NotifyAsync()
    {
        try
        {
            await Task.Delay(Interval, time);
            // From here on another commit asks for another notification: this one may be too early for it.
            Volatile.Write(ref _pending, 0);
            await using var command = database.CreateCommand($"select pg_notify('{Channel}', '')");
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception exception) when (exception is NpgsqlException or ObjectDisposedException or InvalidOperationException or TimeoutException)
        {
            Volatile.Write(ref _pending, 0);
            logger.LogDebug(exception, "The relay could not be woken; it will look by itself");
        }
    }
}
