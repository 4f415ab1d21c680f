namespace LearningPlatform.Core.Identity.External;

/// <summary>The configuration section <c>OAuth</c>: a provider without a client id is off.</summary>
public sealed class OAuthSettings
{
    public const string Section = "OAuth";

    /// <summary>Where the Api is reached from outside, for the callback's address; absent for the tokens' issuer.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Addresses, beside paths of the platform's own, that a sign-in may return to: each one allows what starts with it.</summary>
    public IList<string> ReturnUrls { get; set; } = [];

    public OAuthProvider Google { get; set; } = new()
    {
        AuthorizeUrl = "https://accounts.google.com/o/oauth2/v2/auth",
        TokenUrl = "https://oauth2.googleapis.com/token",
        UserUrl = "https://openidconnect.googleapis.com/v1/userinfo",
        Scope = "openid email profile",
    };

    public OAuthProvider GitHub { get; set; } = new()
    {
        AuthorizeUrl = "https://github.com/login/oauth/authorize",
        TokenUrl = "https://github.com/login/oauth/access_token",
        UserUrl = "https://api.github.com/user",
        EmailsUrl = "https://api.github.com/user/emails",
        Scope = "read:user user:email",
    };

    /// <summary>The provider of that name; null when there is none or it is off.</summary>
    public OAuthProvider? Find(string name)
    {
        var provider = name switch
        {
            ExternalProviders.Google => Google,
            ExternalProviders.GitHub => GitHub,
            _ => null,
        };
        return provider is { ClientId.Length: > 0 } ? provider : null;
    }
}

/// <summary>The names of the providers, as routes and the database have them.</summary>
public static class ExternalProviders
{
    public const string Google = "google";
    public const string GitHub = "github";
}

/// <summary>Where a provider is and who we are to it.</summary>
public sealed class OAuthProvider
{
    public string ClientId { get; set; } = "";
    public string ClientSecret { get; set; } = "";
    public string AuthorizeUrl { get; set; } = "";
    public string TokenUrl { get; set; } = "";
    public string UserUrl { get; set; } = "";

    /// <summary>GitHub tells addresses, and whether they are verified, on a route of its own.</summary>
    public string? EmailsUrl { get; set; }

    public string Scope { get; set; } = "";
}
