namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>The names in an access token.</summary>
public static class TokenClaims
{
    /// <summary>The account's id.</summary>
    public const string Subject = "sub";

    /// <summary>The session (device) that the token belongs to.</summary>
    public const string Session = "sid";

    /// <summary>The role's name.</summary>
    public const string Role = "role";

    /// <summary>base64url of the SHA-256 of the CSRF token; only in tokens that are set as cookies.</summary>
    public const string Csrf = "csrf";
}
