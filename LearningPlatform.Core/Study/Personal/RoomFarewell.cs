using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;

namespace LearningPlatform.Core.Study.Personal;

/// <summary>Takes somebody who leaves the platform out of every room. Doing it again changes nothing.</summary>
public sealed class RoomFarewell(IDocumentCollection<Room> rooms, RoomFeed feed, TimeProvider time)
{
    /// <summary>Their rooms go to whoever is next (<see cref="RoomPeople.SuccessorOf"/>), and are deleted where nobody is left.</summary>
    public async Task LeaveAllAsync(Guid userId, CancellationToken cancellationToken)
    {
        var member = DocumentPattern.Of(new { Participants = new[] { new { UserId = userId } } });
        await foreach (var room in rooms.AllAsync(member, cancellationToken))
        {
            var left = await rooms.UpdateAsync(room.Id, RoomMemberships.NotFound, body => Leave(body, userId), cancellationToken);
            if (left.TryGet(out var without, out _))
            {
                await TellAsync(without, userId, cancellationToken);
            }
        }

        var invited = DocumentPattern.Of(new { Invites = new[] { new { UserId = userId } } });
        await foreach (var room in rooms.AllAsync(invited, cancellationToken))
        {
            await rooms.UpdateAsync(
                room.Id, RoomMemberships.NotFound, body => (Outcome<Room>)Forget(body, userId), cancellationToken);
        }
    }

    private Outcome<Room> Leave(Room room, Guid userId)
    {
        if (room.OwnerId != userId)
        {
            return Forget(RoomPeople.Without(room, userId), userId);
        }

        return RoomPeople.SuccessorOf(room) is { } successor
            ? Forget(RoomPeople.Without(RoomPeople.HandOver(room, successor).Value, userId), userId)
            : Forget(RoomPeople.Without(room, userId), userId) with { IsDeleted = true, DeletedAt = time.GetUtcNow(), InviteCode = null };
    }

    private static Room Forget(Room room, Guid userId) => room with
    {
        Invites = [.. room.Invites.Where(invite => invite.UserId != userId)],
        Bans = [.. room.Bans.Where(ban => ban.UserId != userId)],
    };

    private async Task TellAsync(Document<Room> room, Guid userId, CancellationToken cancellationToken)
    {
        await feed.PublishAsync(room.Id, RoomEvents.MemberLeft, new(userId, null), cancellationToken);
        if (room.Body.IsDeleted)
        {
            await feed.PublishAsync(room.Id, RoomEvents.RoomDeleted, new(room.Id), cancellationToken);
        }
    }
}
