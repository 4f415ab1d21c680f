namespace LearningPlatform.Workers.Events;

/// <summary>Redis calls by a client that has no time-out for asynchronous ones.</summary>
internal static class RedisCalls
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static Task<T> WithTimeout<T>(this Task<T> call, CancellationToken cancellationToken) => call.WaitAsync(Timeout, cancellationToken);
}
