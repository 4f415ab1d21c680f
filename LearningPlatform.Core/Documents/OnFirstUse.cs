namespace LearningPlatform.Core.Documents;

/// <summary>Runs an asynchronous preparation once a process. A failed or cancelled run doesn't count: the next caller tries again.</summary>
internal sealed class OnFirstUse(Func<CancellationToken, Task> prepare) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile bool _done;

    public ValueTask EnsureAsync(CancellationToken cancellationToken) => _done ? ValueTask.CompletedTask : new(PrepareAsync(cancellationToken));

    public void Dispose() => _gate.Dispose();

    private async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_done)
            {
                await prepare(cancellationToken);
                _done = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
