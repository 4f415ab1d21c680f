namespace LearningPlatform.Core.Identity;

/// <summary>The configuration section <c>Identity</c>.</summary>
public sealed class IdentitySettings
{
    public const string Section = "Identity";

    /// <summary>OWASP's floor for PBKDF2-HMAC-SHA512 (Password Storage Cheat Sheet, since 2023).</summary>
    public const int RecommendedPasswordIterations = 210_000;

    /// <summary>How long an access token is taken; also how long a revoked session must be remembered.</summary>
    public static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(15);

    /// <summary>How long a device stays signed in without being used.</summary>
    public static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(7);

    /// <summary>How long the last used refresh token still yields its successor: two tabs that refresh at the same moment.</summary>
    public static readonly TimeSpan RefreshGrace = TimeSpan.FromSeconds(20);

    /// <summary>The tokens' <c>iss</c>, and the base of the addresses in the discovery document.</summary>
    public string Issuer { get; set; } = "http://localhost:8080";

    /// <summary>The tokens' <c>aud</c>.</summary>
    public string Audience { get; set; } = "learning-platform";

    /// <summary>What the stored signing keys are encrypted with; at least 32 random characters, the same for every replica.</summary>
    public string KeyEncryptionKey { get; set; } = "";

    /// <summary>Rounds of PBKDF2 for new password hashes; older ones are redone when their owner signs in.</summary>
    public int PasswordIterations { get; set; } = RecommendedPasswordIterations;
}

/// <summary>The configuration section <c>Admin</c>: the first admin, made when there is none yet.</summary>
public sealed class FirstAdminSettings
{
    public const string Section = "Admin";

    public string? Email { get; set; }
    public string? Password { get; set; }
}
