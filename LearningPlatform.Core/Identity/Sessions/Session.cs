namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>What a request tells about the device it comes from.</summary>
/// <param name="Address">The client's IP address as text.</param>
/// <param name="UserAgent">Its <c>User-Agent</c>, whatever it says; cut to what is stored.</param>
public sealed record ClientDevice(string Address, string UserAgent)
{
    public const int UserAgentMaxLength = 400;

    public string StoredUserAgent => UserAgent.Length > UserAgentMaxLength ? UserAgent[..UserAgentMaxLength] : UserAgent;
}

/// <summary>A device that is signed in.</summary>
public sealed record SessionView(
    Guid Id,
    string UserAgent,
    string Address,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    bool Current);

/// <summary>What a device holds after signing in or refreshing.</summary>
/// <param name="SessionId">The family that the tokens belong to.</param>
/// <param name="AccessToken">JWT for <see cref="IdentitySettings.AccessTokenLifetime"/>.</param>
/// <param name="RefreshToken">Good for one use within <see cref="IdentitySettings.RefreshTokenLifetime"/>.</param>
/// <param name="CsrfToken">Goes into <c>X-CSRF-Token</c> of requests that sign in by cookie; stays the same for the session.</param>
public sealed record SessionTokens(Guid SessionId, string AccessToken, string RefreshToken, string CsrfToken);

/// <summary>Somebody has signed in, or has shown again who they are.</summary>
public sealed record SignedIn(User User, SessionTokens Tokens);

/// <summary>Why sessions end, as stored.</summary>
public static class RevocationReasons
{
    public const string Logout = "logout";
    public const string LogoutAll = "logout_all";
    public const string ByOwner = "by_owner";
    public const string PasswordChanged = "password_changed";
    public const string PasswordReset = "password_reset";
    public const string TokenReused = "token_reused";
    public const string Erasure = "erasure";
    public const string RoleChanged = "role_changed";
}
