namespace LearningPlatform.Core.Study.Rooms;

/// <summary>What an owner says about a room; limits and words are checked already.</summary>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Description">May be empty.</param>
/// <param name="MaxParticipants">Null: as many as the level allows.</param>
/// <param name="IsPrivate">Null: private.</param>
/// <param name="AllowScreenSharing">Null: if the level allows it.</param>
/// <param name="IsActive">Null: as it is.</param>
public sealed record RoomContent(
    string Name, string Description, int? MaxParticipants, bool? IsPrivate, bool? AllowScreenSharing, bool? IsActive = null)
{
    /// <summary>A new room, if the owner's level allows it.</summary>
    public Outcome<Room> Create(RoomType type, Guid ownerId, RoomAllowance allowance, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(allowance);
        var room = new Room
        {
            Name = Name,
            Description = Description,
            OwnerId = ownerId,
            Type = type,
            CreatedAt = now,
            IsActive = IsActive ?? true,
            MaxParticipants = type == RoomType.Personal ? 1 : MaxParticipants ?? allowance.Participants,
            Participants = [new(ownerId, RoomRole.Owner, now)],
            InviteCode = type == RoomType.Personal ? null : RoomEntry.NewCode(),
            Settings = new(type == RoomType.Personal || (IsPrivate ?? true), AllowScreenSharing ?? allowance.ScreenSharing),
        };
        return Exceeds(room, room with { MaxParticipants = 0, Settings = new(true, false) }, allowance) is { } refusal ? refusal : room;
    }

    /// <summary>The room with these fields. What it has already it keeps, even if its owner's level would not allow it anew.</summary>
    public Outcome<Room> ApplyTo(Room room, RoomAllowance allowance, bool byAdmin)
    {
        ArgumentNullException.ThrowIfNull(room);
        var changed = room with
        {
            Name = Name,
            Description = Description,
            MaxParticipants = room.Type == RoomType.Personal ? 1 : MaxParticipants ?? room.MaxParticipants,
            Settings = new(
                room.Type == RoomType.Personal || (IsPrivate ?? room.Settings.IsPrivate),
                AllowScreenSharing ?? room.Settings.AllowScreenSharing),
            IsActive = IsActive ?? room.IsActive,
            // What an admin closes stays closed until an admin opens it.
            IsBlocked = byAdmin && IsActive is { } active ? !active : room.IsBlocked,
        };
        return room.IsBlocked && changed.IsActive && changed.IsBlocked ? RoomFailures.Blocked
            : changed.MaxParticipants < room.Participants.Count ? RoomFailures.FewerThanIn
            : Exceeds(changed, room, allowance) is { } refusal ? refusal
            : changed;
    }

    private static Failure? Exceeds(Room wanted, Room before, RoomAllowance allowance) =>
        wanted.MaxParticipants > allowance.Participants && wanted.MaxParticipants > before.MaxParticipants
            ? RoomFailures.LevelTooLow($"more than {allowance.Participants} people in a room")
        : wanted.Settings.AllowScreenSharing && !before.Settings.AllowScreenSharing && !allowance.ScreenSharing
            ? RoomFailures.LevelTooLow("screen sharing")
        : null;
}
