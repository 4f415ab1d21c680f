using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Identity.Profiles;

namespace LearningPlatform.Core.Study.Rooms;

/// <summary>A room in a list.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Type">personal or shared.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsActive">False: closed, it can only be read.</param>
/// <param name="MaxParticipants">How many may be in, the owner included.</param>
/// <param name="ParticipantCount">How many are in.</param>
/// <param name="Role">The reader's; null when they are not in it.</param>
/// <param name="Settings">The room's switches.</param>
public sealed record RoomSummary(
    Guid Id,
    string Name,
    string Description,
    Guid OwnerId,
    RoomType Type,
    DateTimeOffset CreatedAt,
    bool IsActive,
    int MaxParticipants,
    int ParticipantCount,
    RoomRole? Role,
    RoomSettings Settings)
{
    public static RoomSummary Of(Document<Room> document, Guid readerId)
    {
        ArgumentNullException.ThrowIfNull(document);
        var room = document.Body;
        return new(
            document.Id, room.Name, room.Description, room.OwnerId, room.Type, room.CreatedAt, room.IsActive, room.MaxParticipants,
            room.Participants.Count, room.RoleOf(readerId), room.Settings);
    }
}

/// <summary>A room as one of its people sees it, or, without people and code, anybody whom it is open to.</summary>
/// <param name="Id">UUIDv7: newer ones are greater.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="OwnerId">Whose it is.</param>
/// <param name="Type">personal or shared.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsActive">False: closed, it can only be read.</param>
/// <param name="IsBlocked">Closed by an admin.</param>
/// <param name="MaxParticipants">How many may be in, the owner included.</param>
/// <param name="ParticipantCount">How many are in.</param>
/// <param name="Role">The reader's; null when they are not in it.</param>
/// <param name="Participants">In the order in which they came; null for who is not in the room.</param>
/// <param name="Invites">For those who may invite; otherwise null.</param>
/// <param name="InviteCode">For those who may invite; otherwise null.</param>
/// <param name="Settings">The room's switches.</param>
/// <param name="Version">The ETag.</param>
public sealed record RoomView(
    Guid Id,
    string Name,
    string Description,
    Guid OwnerId,
    RoomType Type,
    DateTimeOffset CreatedAt,
    bool IsActive,
    bool IsBlocked,
    int MaxParticipants,
    int ParticipantCount,
    RoomRole? Role,
    IReadOnlyList<Participant>? Participants,
    IReadOnlyList<RoomInvite>? Invites,
    string? InviteCode,
    RoomSettings Settings,
    int Version) : IVersioned
{
    /// <param name="document">The room.</param>
    /// <param name="membership">The reader's rights; null for who is not in it.</param>
    public static RoomView Of(Document<Room> document, Membership? membership)
    {
        ArgumentNullException.ThrowIfNull(document);
        var room = document.Body;
        var maySeeInvites = membership is not null && RoomPermissions.Allows(membership.Role, RoomAction.Invite);
        return new(
            document.Id, room.Name, room.Description, room.OwnerId, room.Type, room.CreatedAt, room.IsActive, room.IsBlocked,
            room.MaxParticipants, room.Participants.Count, membership?.Role,
            membership is null ? null : room.Participants,
            maySeeInvites ? room.Invites : null,
            maySeeInvites ? room.InviteCode : null,
            room.Settings,
            (int)document.Version);
    }
}

/// <summary>Somebody in a room, with their name.</summary>
public sealed record ParticipantView(Guid UserId, string DisplayName, string? AvatarUrl, RoomRole Role, DateTimeOffset JoinedAt)
{
    public static ParticipantView Of(Participant participant, IReadOnlyDictionary<Guid, PersonName> names)
    {
        ArgumentNullException.ThrowIfNull(participant);
        ArgumentNullException.ThrowIfNull(names);
        var name = names.GetValueOrDefault(participant.UserId) ?? PersonName.Unknown;
        return new(participant.UserId, name.DisplayName, name.AvatarUrl, participant.Role, participant.JoinedAt);
    }
}

/// <summary>An invitation as the invited person sees it.</summary>
public sealed record InviteView(
    Guid Id, Guid RoomId, string RoomName, Guid UserId, Guid InvitedBy, string InvitedByName, DateTimeOffset CreatedAt, InviteStatus Status)
{
    public static InviteView Of(Guid roomId, Room room, RoomInvite invite, IReadOnlyDictionary<Guid, PersonName> names)
    {
        ArgumentNullException.ThrowIfNull(room);
        ArgumentNullException.ThrowIfNull(invite);
        ArgumentNullException.ThrowIfNull(names);
        var inviter = names.GetValueOrDefault(invite.InvitedBy) ?? PersonName.Unknown;
        return new(invite.Id, roomId, room.Name, invite.UserId, invite.InvitedBy, inviter.DisplayName, invite.CreatedAt, invite.Status);
    }
}
