using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Learning;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Learning;

/// <summary>A seat that is free goes to the first who waits for it: somebody left, the capacity rose, or somebody joined the queue late.</summary>
[Handles<CourseLeft>]
[Handles<CourseUpdated>]
[Handles<CoursePublished>]
[Handles<CourseWaitingListJoined>]
internal sealed class FillFreedSeats(WaitingLists waiting) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        message.CourseId is { } courseId ? waiting.PromoteAsync(courseId, cancellationToken) : Task.CompletedTask;
}

/// <summary>The seats that no event tells of: an erased account's, a merged guest's.</summary>
[Every(Minutes = 1)]
internal sealed class FillForgottenSeats(WaitingLists waiting) : IScheduledJob
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var courseId in await waiting.DueAsync(cancellationToken))
        {
            await waiting.PromoteAsync(courseId, cancellationToken);
        }
    }
}
