namespace LearningPlatform.ServiceDefaults.RateLimiting;

/// <summary>Configuration section <c>RateLimits</c>: requests a minute; 0 is no limit.</summary>
public sealed class RateLimitOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "RateLimits";

    /// <summary>What most endpoints have.</summary>
    public Quota Default { get; set; } = new() { PerUser = 1200, PerAddress = 3000 };

    /// <summary>Uploads.</summary>
    public Quota Upload { get; set; } = new() { PerUser = 60, PerAddress = 120 };

    /// <summary>
    /// Sign-in, registration, password reset. <see cref="Quota.PerUser"/> is per e-mail address that is asked for, whoever asks.
    /// <see cref="Quota.PerAddress"/> lets a school that has one address begin its class: what guesses passwords is held back long before,
    /// by the pauses after wrong ones.
    /// </summary>
    public Quota Auth { get; set; } = new() { PerUser = 10, PerAddress = 300 };

    /// <summary>Requests a minute.</summary>
    public sealed class Quota
    {
        /// <summary>Per signed-in user.</summary>
        public int PerUser { get; set; }

        /// <summary>Per address: one IPv4 address, or the /64 network of an IPv6 address, which one household has.</summary>
        public int PerAddress { get; set; }
    }
}
