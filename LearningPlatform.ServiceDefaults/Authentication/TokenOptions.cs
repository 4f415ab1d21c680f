namespace LearningPlatform.ServiceDefaults.Authentication;

/// <summary>Configuration section <c>Identity</c>: what issuer and readers of access tokens must agree on.</summary>
public sealed class TokenOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Identity";

    /// <summary>The exact <c>iss</c>.</summary>
    public string Issuer { get; set; } = "http://localhost:8080";

    /// <summary>The exact <c>aud</c>.</summary>
    public string Audience { get; set; } = "learning-platform";

    /// <summary>How long an access token lives, and so how long a revoked session must be remembered.</summary>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Where the keys are published; by default the Api's well-known address.</summary>
    public Uri? JwksAddress { get; set; }

    /// <summary>How many validated tokens a service remembers, so as not to check their signatures again; each takes about 2 kB.</summary>
    public int RememberedTokens { get; set; } = 8192;
}
