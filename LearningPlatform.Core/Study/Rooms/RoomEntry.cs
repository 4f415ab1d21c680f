using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>How people get into a room: by code, by invitation, or freely into one that is not private.</summary>
public static class RoomEntry
{
    /// <summary>How many invitations of a room may wait for an answer; of answered ones as many are remembered.</summary>
    public const int MaxInvites = 200;

    // 32 letters and digits that nobody mistakes for each other; 12 of them are 60 random bits.
    private const string CodeLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const int CodeLength = 12;

    public static string NewCode() => RandomNumberGenerator.GetString(CodeLetters, CodeLength);

    /// <summary>
    /// <paramref name="userId"/> comes in. A private room does not exist for whoever lacks its code; one that is not private takes
    /// everybody, though not with a wrong code.
    /// </summary>
    public static Outcome<Room> Join(Room room, Guid userId, string? code, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(room);
        if (room.IsDeleted)
        {
            return RoomMemberships.NotFound;
        }

        if (room.RoleOf(userId) is not null)
        {
            return RoomFailures.AlreadyIn;
        }

        var rightCode = code is not null && IsCode(room, code);
        return room.Settings.IsPrivate && !rightCode ? RoomMemberships.NotFound
            : code is not null && !rightCode ? RoomFailures.WrongCode
            : Enter(room, userId, now);
    }

    /// <summary>Asks <paramref name="userId"/> in; an earlier invitation of theirs is replaced.</summary>
    public static Outcome<Room> Invite(Room room, Guid userId, Guid invitedBy, Guid inviteId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(room);
        var others = room.Invites.Where(invite => invite.UserId != userId).ToList();
        var waiting = others.Count(invite => invite.Status == InviteStatus.Pending);
        return room.Type == RoomType.Personal ? RoomFailures.Personal
            : room.RoleOf(userId) is not null ? RoomFailures.AlreadyIn
            : IsBanned(room, userId) ? RoomFailures.InviteeBanned
            : waiting >= MaxInvites ? RoomFailures.TooManyInvites
            : room with
            {
                Invites =
                [
                    .. others.Where(invite => invite.Status == InviteStatus.Pending),
                    .. others.Where(invite => invite.Status != InviteStatus.Pending).TakeLast(MaxInvites),
                    new(inviteId, userId, invitedBy, now, InviteStatus.Pending),
                ],
            };
    }

    /// <summary>Who was asked comes in.</summary>
    public static Outcome<Room> Accept(Room room, Guid inviteId, Guid userId, DateTimeOffset now) =>
        !IsWaiting(room, inviteId, userId) ? RoomFailures.InviteNotFound : Enter(room, userId, now);

    /// <summary>Who was asked does not want to.</summary>
    public static Outcome<Room> Decline(Room room, Guid inviteId, Guid userId) =>
        !IsWaiting(room, inviteId, userId) ? RoomFailures.InviteNotFound : Answer(room, userId, InviteStatus.Declined);

    /// <summary>The last checks, the same for everybody; the place is taken in the same document that counts the places.</summary>
    private static Outcome<Room> Enter(Room room, Guid userId, DateTimeOffset now) =>
        room.Type == RoomType.Personal ? RoomFailures.Personal
        : IsBanned(room, userId) ? RoomFailures.Banned
        : !room.IsActive ? RoomFailures.Closed
        : room.RoleOf(userId) is not null ? RoomFailures.AlreadyIn
        : room.Participants.Count >= room.MaxParticipants ? RoomFailures.Full
        : Answer(room, userId, InviteStatus.Accepted) with { Participants = [.. room.Participants, new(userId, RoomRole.Member, now)] };

    private static Room Answer(Room room, Guid userId, InviteStatus status) => room with
    {
        Invites = [.. room.Invites.Select(invite =>
            invite.UserId == userId && invite.Status == InviteStatus.Pending ? invite with { Status = status } : invite)],
    };

    private static bool IsWaiting(Room room, Guid inviteId, Guid userId) => !room.IsDeleted && room.Invites.Any(invite =>
        invite.Id == inviteId && invite.UserId == userId && invite.Status == InviteStatus.Pending);

    private static bool IsBanned(Room room, Guid userId) => room.Bans.Any(ban => ban.UserId == userId);

    private static bool IsCode(Room room, string code) => room.InviteCode is { } right && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(right), Encoding.UTF8.GetBytes(code.Trim().ToUpperInvariant()));
}
