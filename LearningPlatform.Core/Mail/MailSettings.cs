namespace LearningPlatform.Core.Mail;

/// <summary>The configuration section <c>Mail</c>: how mail looks and where its links lead. How it is sent is Workers' matter.</summary>
public sealed class MailSettings
{
    public const string Section = "Mail";

    /// <summary>What mail calls the platform.</summary>
    public string Product { get; set; } = "LearningPlatform";

    /// <summary>Where people reach the platform; absent for the tokens' issuer, that is, the Api's own pages.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>The page that proves an address; <c>{url}</c> and <c>{token}</c> are filled in.</summary>
    public string VerifyLink { get; set; } = "{url}/account/verify-email?token={token}";

    /// <summary>The page that sets a new password.</summary>
    public string ResetLink { get; set; } = "{url}/account/reset-password?token={token}";

    /// <summary>The page to sign in.</summary>
    public string SignInLink { get; set; } = "{url}/";
}
