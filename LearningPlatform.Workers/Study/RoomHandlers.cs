using LearningPlatform.Core.Data;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Notifications;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Workers.Events;
using LearningPlatform.Workers.Notifications;

namespace LearningPlatform.Workers.Study;

/// <summary>Tells people that they are asked into a room.</summary>
[Handles<RoomInvited>]
internal sealed class NotifyRoomInvited(Notifier notifier, People people) : IEventHandler
{
    public async Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken)
    {
        var invited = message.Read<RoomInvited>();
        var names = await people.NamesAsync([invited.InvitedBy], cancellationToken);
        if (message.UserId is { } userId && names.TryGetValue(invited.InvitedBy, out var inviter))
        {
            var data = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["room_id"] = invited.RoomId.ToString(),
                ["room"] = invited.RoomName,
                ["invite_id"] = invited.InviteId.ToString(),
                ["by_user_id"] = invited.InvitedBy.ToString(),
                ["by"] = inviter.DisplayName,
            };
            await notifier.TellAsync(db, message, NotificationKind.RoomInvited, data, [userId], cancellationToken);
        }
    }
}

/// <summary>Removes what a deleted room held.</summary>
[Handles<RoomDeleted>]
internal sealed class EmptyDeletedRoom(RoomPurge purge) : IEventHandler
{
    public Task HandleAsync(PlatformEvent message, LearningDbContext db, CancellationToken cancellationToken) =>
        purge.RemoveAsync(message.Read<RoomDeleted>().RoomId, cancellationToken);
}
