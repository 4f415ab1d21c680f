using LearningPlatform.Core.Data;
using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Notifications;

namespace LearningPlatform.Workers.Study;

/// <summary>Tells members of a room that a chat message names them.</summary>
[Handles<RoomMentioned>]
internal sealed class NotifyMentioned(Notifier notifier, People people, IDocumentCollection<Room> rooms) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var mentioned = message.Read<RoomMentioned>();
        if (message.UserId is not { } authorId
            || await rooms.GetAsync(mentioned.RoomId, cancellationToken) is not { Body: { IsDeleted: false } room })
        {
            return;
        }

        // Whoever has left since is not told any more.
        var told = mentioned.UserIds.Where(user => room.RoleOf(user) is not null).ToList();
        var author = (await people.NamesAsync([authorId], cancellationToken)).GetValueOrDefault(authorId) ?? PersonName.Unknown;
        var data = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["room_id"] = mentioned.RoomId.ToString(),
            ["room"] = room.Name,
            ["message_id"] = mentioned.MessageId.ToString(),
            ["by_user_id"] = authorId.ToString(),
            ["by"] = author.DisplayName,
        };
        await notifier.TellAsync(db, message, NotificationKind.Mentioned, data, told, cancellationToken);
    }
}
