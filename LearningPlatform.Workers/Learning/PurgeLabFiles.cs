using LearningPlatform.Core.Learning.Labs;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Learning;

/// <summary>Removes the evidence files of labs that were deleted, alone or with their course.</summary>
[Every(Minutes = 10)]
internal sealed class PurgeLabFiles(LabFiles files) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => files.RemoveOrphansAsync(cancellationToken);
}
