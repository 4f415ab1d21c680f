using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Api.Startup;

/// <summary>Loads the sample courses on a first development run (<c>Samples:Load</c>), for the first admin.</summary>
internal sealed class SampleCoursesTask(
    LearningDbContext db, SampleCourses samples, IConfiguration configuration, IHostEnvironment environment, ILogger<SampleCoursesTask> logger)
    : IStartupTask
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!configuration.GetValue("Samples:Load", environment.IsDevelopment()))
        {
            return;
        }

        var owner = await db.Users.Where(user => user.Role == Role.Admin)
            .OrderBy(user => user.Id).Select(user => user.Id).FirstOrDefaultAsync(cancellationToken);
        if (owner != default && await samples.LoadAsync(owner, cancellationToken) is > 0 and var count)
        {
            logger.LogInformation("Loaded {Count} sample courses", count);
        }
    }
}
