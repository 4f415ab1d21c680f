using System.Threading.Channels;

namespace LearningPlatform.Realtime.Rooms;

/// <summary>Does what it is given in turn, one after the other.</summary>
internal sealed partial class RoomTurns(ILogger logger)
{
    private readonly Channel<Func<Task>> _turns = Channel.CreateUnbounded<Func<Task>>(new() { SingleReader = true });

    /// <summary>Nothing is done before.</summary>
    public void Start() => _ = Task.Run(TakeAllAsync);

    /// <summary>What is waiting is still done.</summary>
    public void Close() => _turns.Writer.TryComplete();

    /// <summary>Adds something that nobody waits for.</summary>
    public void Post(Func<Task> turn) => _turns.Writer.TryWrite(turn);

    /// <summary>Adds something, and waits until it is done.</summary>
    /// <exception cref="InvalidOperationException">Closed already.</exception>
    public async Task<T> RunAsync<T>(Func<Task<T>> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var taken = _turns.Writer.TryWrite(async () =>
        {
            try
            {
                done.SetResult(await work());
            }
#pragma warning disable CA1031 // Whatever it is, it is the caller's.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        });
        return taken ? await done.Task : throw new InvalidOperationException("The room is closed in this replica.");
    }

    private async Task TakeAllAsync()
    {
        await foreach (var turn in _turns.Reader.ReadAllAsync())
        {
            try
            {
                await turn();
            }
#pragma warning disable CA1031 // The room goes on: what was missed is read again when it is tended.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFailed(exception);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Something in a room went wrong")]
    private partial void LogFailed(Exception exception);
}
