namespace LearningPlatform.Embedded.Hosting;

/// <summary>A started replica of a resource.</summary>
internal interface IRunning
{
    /// <summary>Null for what runs in the AppHost's own process.</summary>
    int? ProcessId { get; }

    /// <summary>Completes with the exit code when it ends, by itself or stopped.</summary>
    Task<int> Exited { get; }

    /// <summary>Asks it to finish, and ends it by force when it doesn't in time.</summary>
    Task StopAsync();
}

/// <summary>Something without a process of its own: it runs until it is stopped.</summary>
internal sealed class RunningInProcess(Func<ValueTask>? stop = null) : IRunning
{
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int? ProcessId => null;

    public Task<int> Exited => _exited.Task;

    public async Task StopAsync()
    {
        if (stop is not null)
        {
            await stop();
        }

        _exited.TrySetResult(0);
    }
}
