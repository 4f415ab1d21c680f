using LearningPlatform.Core.Study.Materials;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Core.Study.Timers;
using LearningPlatform.Workers.Jobs;

namespace LearningPlatform.Workers.Study;

/// <summary>Ends the sessions that their owners have forgotten, each with its last sign of life.</summary>
[Every(Minutes = 1)]
internal sealed class EndForgottenSessions(ActiveSessions running, StudySessions sessions, TimeProvider time) : IScheduledJob
{
    private const int PageSize = 200;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await running.ForgottenAsync(time.GetUtcNow(), PageSize, cancellationToken) is { Count: > 0 } forgotten)
        {
            foreach (var session in forgotten)
            {
                await sessions.EndForgottenAsync(session, cancellationToken);
            }
        }
    }
}

/// <summary>Ends the phases of rooms' timers that are over, within a second or two.</summary>
[Every(Seconds = 1)]
internal sealed class AdvanceTimers(RoomTimers timers) : IScheduledJob
{
    private const int PageSize = 500;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var room in await timers.DueAsync(PageSize, cancellationToken))
        {
            await timers.AdvanceAsync(room, cancellationToken);
        }
    }
}

/// <summary>Finds deleted rooms whose event got lost, and looks a second time at the others before they go.</summary>
[Every(Minutes = 10)]
internal sealed class PurgeDeletedRooms(RoomPurge purge) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => purge.RemoveAllAsync(cancellationToken);
}

/// <summary>Removes files that a crash has left without their material.</summary>
[Daily(4)]
internal sealed class RemoveStrayMaterialFiles(MaterialService materials) : IScheduledJob
{
    public Task RunAsync(CancellationToken cancellationToken) => materials.RemoveStrayFilesAsync(cancellationToken);
}
