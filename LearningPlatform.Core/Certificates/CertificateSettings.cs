namespace LearningPlatform.Core.Certificates;

/// <summary>The configuration section <c>Certificates</c>.</summary>
public sealed class CertificateSettings
{
    public const string Section = "Certificates";

    /// <summary>Who issues them: printed on certificates, and the name of the Open Badges issuer.</summary>
    public string IssuerName { get; set; } = "LearningPlatform";
}
