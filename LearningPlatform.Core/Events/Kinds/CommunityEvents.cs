namespace LearningPlatform.Core.Events;

/// <summary>Somebody asks for friendship; <c>user_id</c> is the one who is asked.</summary>
public sealed record FriendRequested(Guid RequestId, Guid FromUserId) : IEventMetadata<FriendRequested>
{
    public static EventKind<FriendRequested> Kind { get; } = new(Topics.Community, "FRIEND_REQUESTED");
}

/// <summary>A friend request was accepted; <c>user_id</c> is the one who had asked.</summary>
public sealed record FriendRequestAccepted(Guid RequestId, Guid ByUserId) : IEventMetadata<FriendRequestAccepted>
{
    public static EventKind<FriendRequestAccepted> Kind { get; } = new(Topics.Community, "FRIEND_REQUEST_ACCEPTED");
}
