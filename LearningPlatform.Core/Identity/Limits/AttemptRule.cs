namespace LearningPlatform.Core.Identity.Limits;

/// <summary>
/// How many wrong passwords are free, and how long the pauses grow after that: 30 seconds, doubling, never more than the cap. While a
/// pause lasts, attempts are refused and do not count, so nobody can prolong it.
/// </summary>
/// <param name="Budget">Attempts before the first pause.</param>
/// <param name="Cap">The longest pause.</param>
public sealed record AttemptRule(int Budget, TimeSpan Cap)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    /// <summary>How long a series of failures is remembered after its last one.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(24);

    /// <summary>
    /// Strangers to an account, an address each. Every address has some tries of its own, so the owner on a new device gets in at the
    /// first right password, however many strangers try elsewhere.
    /// </summary>
    public static readonly AttemptRule Stranger = new(5, TimeSpan.FromMinutes(15));

    /// <summary>The same while many addresses try one account: one attempt an address, then pauses.</summary>
    public static readonly AttemptRule StrangerUnderAttack = new(1, TimeSpan.FromMinutes(15));

    /// <summary>
    /// One address against any accounts. A school has one address: its beginners mistype, and each right password from there ends the pause.
    /// </summary>
    public static readonly AttemptRule Address = new(100, TimeSpan.FromMinutes(15));

    /// <summary>A device or an address that the account has signed in from: strangers do not use this up.</summary>
    public static readonly AttemptRule Known = new(10, TimeSpan.FromMinutes(5));

    /// <summary>Wrong passwords from strangers within <see cref="Memory"/> that make it an attack on the account.</summary>
    public const int AttackThreshold = 50;

    /// <summary>The pause that begins with attempt number <paramref name="attempts"/>.</summary>
    public TimeSpan PauseAfter(int attempts)
    {
        if (attempts < Budget)
        {
            return TimeSpan.Zero;
        }

        // Past 2^20 times the first pause any cap is reached; more would overflow.
        var doublings = int.Min(attempts - Budget, 20);
        var pause = FirstPause * (1L << doublings);
        return pause < Cap ? pause : Cap;
    }
}
