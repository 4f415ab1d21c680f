namespace LearningPlatform.Core;

/// <summary>
/// Does in one go what many ask for at about the same time, for instance as one statement in place of many. Whoever comes alone is served at
/// once; those who come while others are served, or within <paramref name="interval"/> of that, are the next.
/// </summary>
/// <param name="work">Serves items, at most <paramref name="most"/>, and returns a result for each, in their order. Never runs twice at once.</param>
/// <param name="interval">From one start of the work to the next, at least.</param>
/// <param name="most">Items at a time.</param>
/// <param name="time">The clock.</param>
public sealed class Gathering<TItem, TResult>(
    Func<IReadOnlyList<TItem>, Task<IReadOnlyList<TResult>>> work, TimeSpan interval, int most, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<Asked> _waiting = new();
    private bool _isServing;

    /// <summary>The item's result. What the work throws, everybody gets whom it was done for.</summary>
    public Task<TResult> AddAsync(TItem item)
    {
        var asked = new Asked(item, new(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_lock)
        {
            _waiting.Enqueue(asked);
            if (!_isServing)
            {
                _isServing = true;
                // Not under the lock, and not as part of the trace of whoever came first: it is for all who come.
                using (ExecutionContext.SuppressFlow())
                {
                    _ = Task.Run(ServeAllAsync);
                }
            }
        }

        return asked.Result.Task;
    }

    private async Task ServeAllAsync()
    {
        while (Take() is { Length: > 0 } asked)
        {
            var began = time.GetTimestamp();
            await ServeAsync(asked);
            var rest = interval - time.GetElapsedTime(began);
            if (rest > TimeSpan.Zero)
            {
                await Task.Delay(rest, time);
            }
        }
    }

    private Asked[] Take()
    {
        lock (_lock)
        {
            var taken = new Asked[int.Min(_waiting.Count, most)];
            for (var index = 0; index < taken.Length; index++)
            {
                taken[index] = _waiting.Dequeue();
            }

            _isServing = taken.Length > 0;
            return taken;
        }
    }

    private async Task ServeAsync(Asked[] asked)
    {
        try
        {
            var results = await work(Array.ConvertAll(asked, one => one.Item));
            for (var index = 0; index < asked.Length; index++)
            {
                asked[index].Result.SetResult(results[index]);
            }
        }
#pragma warning disable CA1031 // Whatever it is, it is theirs who asked.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            foreach (var one in asked)
            {
                one.Result.TrySetException(exception);
            }
        }
    }

    private sealed record Asked(TItem Item, TaskCompletionSource<TResult> Result);
}
