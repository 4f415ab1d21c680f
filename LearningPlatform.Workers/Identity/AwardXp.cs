using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Identity;

/// <summary>XP for what people complete. The ledger counts each thing once, so a repeated event changes nothing.</summary>
[Handles<LessonCompleted>]
[Handles<ModuleCompleted>]
[Handles<AssessmentScored>]
[Handles<LabCompleted>]
[Handles<CourseCompleted>]
internal sealed class AwardXp(TimeProvider time) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        if (XpRules.AwardFor(message) is { } award && await XpLedger.AwardAsync(db, award, time, cancellationToken))
        {
            await Achievements.EvaluateAsync(db, award.UserId, time, cancellationToken);
        }
    }
}
