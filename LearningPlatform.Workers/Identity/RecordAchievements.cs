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
internal sealed class RecordAchievements(TimeProvider time, ILogger<RecordAchievements> logger) : IEventSetHandler
{
    public async Task HandleAsync(IReadOnlyList<TransportMessage> messages, EventTransaction transaction, CancellationToken cancellationToken)
    {
        var happened = messages.SelectMany(message => PeopleOf(message.Event), (message, userId) => (userId, message.Event.EventType)).ToList();
        foreach (var (userId, code) in await Achievements.RecordAsync(transaction.CreateBatch, happened, time, cancellationToken))
        {
            logger.LogInformation("{UserId} earned {Achievement}", userId, code);
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
