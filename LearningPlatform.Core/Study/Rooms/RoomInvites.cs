using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Profiles;
using LearningPlatform.Core.Study.Live;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Asking people into a room, and what they answer.</summary>
public sealed class RoomInvites(
    IDocumentCollection<Room> rooms, PublicProfiles profiles, People people, StudyOutbox outbox, RoomFeed feed, TimeProvider time)
{
    /// <summary>Asks somebody whom the caller may see; they are told. A crash before that leaves an invitation that they only see in their list.</summary>
    public async Task<Outcome<InviteView>> InviteAsync(Guid id, Guid userId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var now = time.GetUtcNow();
        var inviteId = OrderedId.At(now);
        var profile = await profiles.GetAsync(userId, caller, cancellationToken);
        var invited = await rooms.UpdateAsync(
            id,
            RoomMemberships.NotFound,
            room => !Membership.ToManage(id, room, caller, RoomAction.Invite).TryGet(out _, out var refusal) ? refusal
                : profile.Failure is { } unknown ? unknown
                : RoomEntry.Invite(room, userId, caller.UserId, inviteId, now),
            cancellationToken);
        if (!invited.TryGet(out var document, out var failure))
        {
            return failure;
        }

        await outbox.SendAsync(new RoomInvited(id, document.Body.Name, inviteId, caller.UserId), userId, cancellationToken);
        var invite = document.Body.Invites.First(one => one.Id == inviteId);
        return InviteView.Of(id, document.Body, invite, await people.NamesAsync([caller.UserId], cancellationToken));
    }

    /// <summary>The invitations that wait for the caller's answer, those of the newest room first.</summary>
    public async Task<Page<InviteView>> ListAsync(Guid userId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var pattern = DocumentPattern.Of(new { IsDeleted = false, Invites = new[] { new { UserId = userId, Status = InviteStatus.Pending } } });
        var found = await rooms.FindAsync(new(pattern) { After = before, Descending = true, Limit = limit + 1 }, cancellationToken);
        var waiting = found
            .Select(room => (room.Id, room.Body, Invite: room.Body.Invites.First(
                invite => invite.UserId == userId && invite.Status == InviteStatus.Pending)))
            .ToList();
        var names = await people.NamesAsync(waiting.Select(one => one.Invite.InvitedBy), cancellationToken);
        return Page<InviteView>.From(
            waiting.ConvertAll(one => InviteView.Of(one.Id, one.Body, one.Invite, names)), limit, view => Cursor.Encode("", view.RoomId));
    }

    /// <summary>The caller comes in.</summary>
    public async Task<Outcome<Document<Room>>> AcceptAsync(Guid inviteId, Guid userId, CancellationToken cancellationToken)
    {
        var accepted = await AnswerAsync(
            inviteId, userId, room => RoomEntry.Accept(room, inviteId, userId, time.GetUtcNow()), cancellationToken);
        if (accepted.TryGet(out var room, out _))
        {
            await feed.PublishAsync(room.Id, RoomEvents.MemberJoined, new(userId, "member"), cancellationToken);
        }

        return accepted;
    }

    /// <summary>The caller does not want to.</summary>
    public async Task<Failure?> DeclineAsync(Guid inviteId, Guid userId, CancellationToken cancellationToken) =>
        (await AnswerAsync(inviteId, userId, room => RoomEntry.Decline(room, inviteId, userId), cancellationToken)).Failure;

    private async Task<Outcome<Document<Room>>> AnswerAsync(
        Guid inviteId, Guid userId, Func<Room, Outcome<Room>> answer, CancellationToken cancellationToken)
    {
        var pattern = DocumentPattern.Of(new { Invites = new[] { new { Id = inviteId, UserId = userId } } });
        return await rooms.FindAsync(new(pattern) { Limit = 1 }, cancellationToken) is [var room]
            ? await rooms.UpdateAsync(room.Id, RoomFailures.InviteNotFound, answer, cancellationToken)
            : RoomFailures.InviteNotFound;
    }
}
