using LearningPlatform.Core.Certificates.Badges;
using LearningPlatform.Core.Certificates.Certifications;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Certificates;

/// <summary>The module's services for the Api.</summary>
public static class CertificateServices
{
    /// <summary>Needs Identity's and the catalogue's services beside it.</summary>
    public static IServiceCollection AddCertificatesCore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.Configure<CertificateSettings>(configuration.GetSection(CertificateSettings.Section));
        return services
            .AddSingleton<CertificateQueries>()
            .AddSingleton<CredentialKeys>()
            .AddSingleton<BadgeAddresses>()
            .AddSingleton<BadgeDocuments>()
            .AddSingleton<BadgeCredentials>()
            .AddScoped<CertificateRevocation>()
            .AddScoped<CertificationQueries>()
            .AddScoped<CertificationAuthoring>();
    }
}
