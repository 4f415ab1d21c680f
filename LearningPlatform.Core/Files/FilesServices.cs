using Microsoft.Extensions.DependencyInjection;

namespace LearningPlatform.Core.Files;

/// <summary>The module's services, for whichever process needs them.</summary>
public static class FilesServices
{
    /// <summary>Needs <c>NpgsqlDataSource</c>, <see cref="ObjectStorage"/> and <c>TimeProvider</c> beside it.</summary>
    public static IServiceCollection AddFilesCore(this IServiceCollection services) =>
        services.AddSingleton<UploadCleanup>().AddSingleton<Uploads>();
}
