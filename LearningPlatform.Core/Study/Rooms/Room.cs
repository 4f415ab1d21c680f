namespace LearningPlatform.Core.Study.Rooms;

/// <summary>Whom a room is for (document 2).</summary>
public enum RoomType
{
    /// <summary>Its owner alone.</summary>
    Personal,

    Shared,
}

/// <summary>What somebody is in a room, the lesser first: a comparison says who outranks whom.</summary>
public enum RoomRole
{
    Member,
    Moderator,
    Owner,
}

/// <summary>What became of an invitation.</summary>
public enum InviteStatus
{
    Pending,
    Accepted,
    Declined,
}

/// <summary>A study room with its people: one document, so that nobody gets in past a rule that somebody else's change has just made.</summary>
public sealed record Room
{
    public const int NameMaxLength = 100;
    public const int DescriptionMaxLength = 2_000;

    public required string Name { get; init; }
    public string Description { get; init; } = "";
    public required Guid OwnerId { get; init; }
    public required RoomType Type { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>False: closed. It can be read, nothing in it can be changed.</summary>
    public bool IsActive { get; init; } = true;

    /// <summary>An admin has closed it; only an admin opens it again.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Nobody finds it any more; Workers remove what it holds, and then the room itself.</summary>
    public bool IsDeleted { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    /// <summary>Its owner included.</summary>
    public required int MaxParticipants { get; init; }

    /// <summary>Who is in, in the order in which they came; the owner is one of them.</summary>
    public required IReadOnlyList<Participant> Participants { get; init; }

    /// <summary>One a person; a new invitation takes the place of the old.</summary>
    public IReadOnlyList<RoomInvite> Invites { get; init; } = [];

    /// <summary>Who may not come back.</summary>
    public IReadOnlyList<RoomBan> Bans { get; init; } = [];

    /// <summary>Lets whoever knows it in; null for a personal room.</summary>
    public string? InviteCode { get; init; }

    public required RoomSettings Settings { get; init; }

    /// <summary>The role of <paramref name="userId"/>, or null for who is not in.</summary>
    public RoomRole? RoleOf(Guid userId) => Participants.FirstOrDefault(participant => participant.UserId == userId)?.Role;
}

/// <summary>Somebody in a room.</summary>
public sealed record Participant(Guid UserId, RoomRole Role, DateTimeOffset JoinedAt);

/// <summary>Somebody asked into a room.</summary>
public sealed record RoomInvite(Guid Id, Guid UserId, Guid InvitedBy, DateTimeOffset CreatedAt, InviteStatus Status);

/// <summary>Somebody who may not come back.</summary>
public sealed record RoomBan(Guid UserId, Guid BannedBy, DateTimeOffset BannedAt);

/// <summary>A room's switches.</summary>
/// <param name="IsPrivate">Strangers cannot know of it; otherwise anybody finds it and may join.</param>
/// <param name="AllowScreenSharing">People in a call may show their screen.</param>
public sealed record RoomSettings(bool IsPrivate, bool AllowScreenSharing);
