using LearningPlatform.Core.Files;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Files;

/// <summary>Removes what was uploaded and never completed or used, and the bytes of files that are gone.</summary>
[Every(Minutes = 10)]
internal sealed class PurgeUploads(UploadCleanup cleanup) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => cleanup.RunAsync(cancellationToken);
}
