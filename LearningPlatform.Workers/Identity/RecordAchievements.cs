using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Workers.Events;

namespace LearningPlatform.Workers.Identity;

/// <summary>Counts what people do and gives the achievements that this earns.</summary>
[Handles<CourseEnrolled>]
[Handles<ModuleCompleted>]
[Handles<CourseCompleted>]
[Handles<CertificateIssued>]
[Handles<FriendRequestAccepted>]
internal sealed class RecordAchievements(TimeProvider time, ILogger<RecordAchievements> logger) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        foreach (var userId in PeopleOf(message))
        {
            foreach (var code in await Achievements.RecordAsync(db, userId, message.EventType, time, cancellationToken))
            {
                logger.LogInformation("{UserId} earned {Achievement}", userId, code);
            }
        }
    }

    /// <summary>A friendship happens to both.</summary>
    private static IEnumerable<Guid> PeopleOf(PlatformEvent message)
    {
        if (message.UserId is { } userId)
        {
            yield return userId;
        }

        if (message.Is<FriendRequestAccepted>())
        {
            yield return message.Read<FriendRequestAccepted>().ByUserId;
        }
    }
}
