using LearningPlatform.Core.Catalog;

namespace LearningPlatform.Api.Startup;

/// <summary>Loads the sample courses on a first development run (<c>Samples:Load</c>), for the first admin.</summary>
internal sealed class SampleCoursesTask(
    SampleCourses samples, IConfiguration configuration, IHostEnvironment environment, ILogger<SampleCoursesTask> logger)
    : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (configuration.GetValue("Samples:Load", environment.IsDevelopment())
            && await samples.LoadAsync(cancellationToken) is > 0 and var count)
        {
            logger.LogInformation("Loaded {Count} sample courses", count);
        }
    }
}
