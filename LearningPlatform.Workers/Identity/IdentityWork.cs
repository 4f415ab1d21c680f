using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Personal;
using LearningPlatform.Core.Learning;
using LearningPlatform.ServiceDefaults;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LearningPlatform.Workers.Identity;

/// <summary>The work behind accounts: exports and erasures. A module with data of its own on people adds its <see cref="IPersonalData"/> here.</summary>
internal static class IdentityWork
{
    public static void AddIdentityWork(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(provider => new ObjectStorage(
            provider.GetRequiredService<IConfiguration>().GetConnectionString(Connections.Storage)
            ?? throw new InvalidOperationException($"The connection string '{Connections.Storage}' is missing.")));
        services.AddIdentityWork(builder.Configuration);
        services.AddFilesCore();
        services.AddSingleton<IPersonalData, FilesPersonalData>();
        services.AddSingleton<IPersonalData, LearningPersonalData>();
        services.AddSingleton<IPersonalData, CertificatesPersonalData>();
        services.AddSingleton<DataRequestWork>();
        services.AddHostedService<DataRequestLoop>();
    }
}
