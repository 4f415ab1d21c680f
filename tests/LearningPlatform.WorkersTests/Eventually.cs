namespace LearningPlatform.WorkersTests;

/// <summary>Waits for what other processes and threads bring about; the time is only an upper bound for a failing test.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task BecomesAsync<T>(T expected, Func<Task<T>> read, TimeSpan? patience = null)
    {
        using var timeout = new CancellationTokenSource(patience ?? Patience);
        var last = await read();
        while (!Equals(last, expected))
        {
            if (timeout.IsCancellationRequested)
            {
                last.ShouldBe(expected);
            }

            await Task.Delay(20);
            last = await read();
        }
    }
}
