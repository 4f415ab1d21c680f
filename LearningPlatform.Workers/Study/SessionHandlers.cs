using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Core.Study.Sessions;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Study;

/// <summary>XP for a study session. The ledger counts each session once.</summary>
[Handles<StudySessionEnded>]
internal sealed class AwardSessionXp(TimeProvider time) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var session = message.Read<StudySessionEnded>();
        if (message.UserId is { } userId && session.XpEarned > 0
            && await XpLedger.AwardAsync(db, new(userId, SessionXp.Source, session.SessionId, session.XpEarned), time, cancellationToken))
        {
            await Achievements.EvaluateAsync(db, userId, time, cancellationToken);
        }
    }
}

/// <summary>Writes an ended session down, where the Api did not get to it.</summary>
[Handles<StudySessionEnded>]
internal sealed class KeepSession(StudySessions sessions, People people) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        // An event that comes late must not bring back what an erasure has removed.
        if (message.UserId is { } userId && await people.IsThereAsync(userId, cancellationToken))
        {
            await sessions.KeepAsync(userId, message.Read<StudySessionEnded>(), cancellationToken);
        }
    }
}
