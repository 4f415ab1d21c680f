namespace LearningPlatform.Workers.Events;

/// <summary>Configuration section <c>Events</c>. The defaults suit production; tests shorten the waits.</summary>
internal sealed class EventOptions
{
    public const string Section = "Events";

    /// <summary>Most rows that the relay sends in one transaction.</summary>
    public int RelayBatch { get; set; } = 1_000;

    /// <summary>How long the relay and the readers wait for a wake-up before they look by themselves.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Entries that a stream may hold unread; beyond it events wait in the outbox.</summary>
    public int StreamLimit { get; set; } = 100_000;

    /// <summary>Events that a handler works on at the same time, in one process.</summary>
    public int Parallelism { get; set; } = 4;

    /// <summary>Failures after which an event goes to the dead letters.</summary>
    public int MaxTries { get; set; } = 8;

    /// <summary>The wait after the first failure; it doubles with each further one, give or take the jitter.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a handler may take for one event.</summary>
    public TimeSpan HandlerTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a delivered event may go without a sign of life before another consumer takes it over.</summary>
    public TimeSpan ClaimAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an event may stay unhandled before it is checked that the transport still has it.</summary>
    public TimeSpan OverdueAfter { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait before try number <paramref name="tries"/> + 1: doubled each time, ± 20 %.</summary>
    public TimeSpan RetryDelay(int tries) =>
        FirstRetry * Math.Pow(2, int.Clamp(tries - 1, 0, 10)) * (0.8 + (Random.Shared.NextDouble() * 0.4));
}
