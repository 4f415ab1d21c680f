namespace LearningPlatform.Api.Identity;

/// <summary>
/// Answers no sooner than a set time after the question. The work for a known and an unknown address is alike but never quite the same
/// (a foreign key to check is some microseconds); what takes less than the wait can't be told apart from outside.
/// </summary>
internal static class EvenTime
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    public static async Task RunAsync(Func<Task> work, TimeProvider time, CancellationToken cancellationToken)
    {
        var enough = Task.Delay(Wait, time, cancellationToken);
        await work();
        await enough;
    }
}
