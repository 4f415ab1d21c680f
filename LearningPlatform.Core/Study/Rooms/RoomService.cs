using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Progress;
using LearningPlatform.Core.Study.Live;
using Npgsql;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Rooms themselves: made, found, changed, deleted. Their people are <see cref="RoomMembers"/>' and <see cref="RoomInvites"/>' matter.</summary>
public sealed class RoomService(
    IDocumentCollection<Room> rooms,
    NpgsqlDataSource database,
    StudyLocks locks,
    StudyOutbox outbox,
    RoomFeed feed,
    TimeProvider time)
{
    internal const string OwnerLock = "rooms-of";

    /// <summary>A new room of the caller's, as far as their level allows.</summary>
    public async Task<Outcome<Document<Room>>> CreateAsync(
        RoomType type, RoomContent content, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(caller);
        var allowance = await AllowanceAsync(caller, cancellationToken);
        var now = time.GetUtcNow();
        if (!content.Create(type, caller.UserId, allowance, now).TryGet(out var room, out var refusal))
        {
            return refusal;
        }

        await using var held = await locks.TakeAsync(OwnerLock, caller.UserId, cancellationToken);
        if (await TooManyAsync(caller.UserId, type, allowance, "Your", cancellationToken) is { } tooMany)
        {
            return tooMany;
        }

        var id = OrderedId.At(now);
        await rooms.InsertAsync(id, room, cancellationToken);
        return new Document<Room>(id, 1, room);
    }

    /// <summary>The room for its people and admins in full, for others only what an open room shows.</summary>
    public async Task<Outcome<RoomView>> GetAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        var found = await rooms.GetAsync(id, cancellationToken);
        if (found is null or { Body.IsDeleted: true })
        {
            return RoomMemberships.NotFound;
        }

        return Membership.ToManage(id, found.Body, caller, RoomAction.See).TryGet(out var membership, out _) ? RoomView.Of(found, membership)
            : found.Body.Settings.IsPrivate ? RoomMemberships.NotFound
            : RoomView.Of(found, null);
    }

    /// <summary>The caller's rooms, or the open ones of everybody, newest first.</summary>
    public async Task<Page<RoomSummary>> ListAsync(
        Guid userId, bool open, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var pattern = open
            ? DocumentPattern.Of(new { IsDeleted = false, IsActive = true, Settings = new { IsPrivate = false } })
            : DocumentPattern.Of(new { IsDeleted = false, Participants = new[] { new { UserId = userId } } });
        var found = await rooms.FindAsync(
            new(pattern) { After = before, Descending = true, Limit = limit + 1 }, cancellationToken);
        return Page<RoomSummary>.From(
            [.. found.Select(room => RoomSummary.Of(room, userId))], limit, room => Cursor.Encode("", room.Id));
    }

    /// <summary>Replaces the room's fields; <paramref name="precondition"/> sees the stored version and may refuse (<c>If-Match</c>).</summary>
    public async Task<Outcome<Document<Room>>> UpdateAsync(
        Guid id, RoomContent content, Caller caller, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(caller);
        var allowance = await AllowanceAsync(caller, cancellationToken);
        var updated = await rooms.UpdateIfAsync(
            id,
            RoomMemberships.NotFound,
            room => Membership.ToManage(id, room, caller, RoomAction.Edit).TryGet(out _, out var refusal)
                ? content.ApplyTo(room, allowance, caller.IsAdmin)
                : refusal,
            precondition,
            cancellationToken);
        if (updated.Failure is null)
        {
            await feed.PublishAsync(id, RoomEvents.RoomUpdated, new(id), cancellationToken);
        }

        return updated;
    }

    /// <summary>A new invite code; the old one opens nothing any more.</summary>
    public Task<Outcome<Document<Room>>> RenewCodeAsync(Guid id, Caller caller, CancellationToken cancellationToken) => rooms.UpdateAsync(
        id,
        RoomMemberships.NotFound,
        room => !Membership.ToManage(id, room, caller, RoomAction.Invite).TryGet(out _, out var refusal) ? refusal
            : room.Type == RoomType.Personal ? RoomFailures.Personal
            : room with { InviteCode = RoomEntry.NewCode() },
        cancellationToken);

    /// <summary>
    /// Deletes the room. From now on nobody finds it nor what it holds; Workers remove that. A crash before the event is sent leaves a
    /// room that a job of theirs finds.
    /// </summary>
    public async Task<Failure?> DeleteAsync(Guid id, Caller caller, Func<long, Failure?> precondition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var deleted = await rooms.UpdateIfAsync(
            id,
            RoomMemberships.NotFound,
            room => Membership.ToManage(id, room, caller, RoomAction.Delete).TryGet(out _, out var refusal)
                ? room with { IsDeleted = true, DeletedAt = time.GetUtcNow(), InviteCode = null }
                : refusal,
            precondition,
            cancellationToken);
        if (deleted.Failure is null)
        {
            await outbox.SendAsync(new RoomDeleted(id), caller.UserId, cancellationToken);
            await feed.PublishAsync(id, RoomEvents.RoomDeleted, new(id), cancellationToken);
        }

        return deleted.Failure;
    }

    /// <summary>What the caller may own.</summary>
    internal async Task<RoomAllowance> AllowanceAsync(Caller caller, CancellationToken cancellationToken) =>
        caller.IsAdmin ? RoomAllowance.Highest : await AllowanceAsync(caller.UserId, cancellationToken);

    internal async Task<RoomAllowance> AllowanceAsync(Guid userId, CancellationToken cancellationToken) =>
        RoomAllowance.Of((await XpLedger.StandingAsync(database, userId, cancellationToken)).Level);

    /// <summary>A 409 when one more room would be too many; ask under <see cref="OwnerLock"/>.</summary>
    internal async Task<Failure?> TooManyAsync(
        Guid ownerId, RoomType type, RoomAllowance allowance, string whose, CancellationToken cancellationToken)
    {
        var most = type == RoomType.Personal ? RoomAllowance.PersonalRooms : allowance.SharedRooms;
        var pattern = DocumentPattern.Of(new { OwnerId = ownerId, Type = type, IsDeleted = false });
        var owned = await rooms.FindAsync(new(pattern) { Limit = most }, cancellationToken);
        return owned.Count >= most ? RoomFailures.TooManyRooms(whose, most) : null;
    }
}
