namespace LearningPlatform.Core.Events;

/// <summary>An account was made.</summary>
/// <param name="Method">How: <c>password</c>, <c>google</c>, <c>github</c> or <c>admin</c>.</param>
public sealed record UserRegistered(string Method) : IEventMetadata<UserRegistered>
{
    public static EventKind<UserRegistered> Kind { get; } = new(Topics.User, "USER_REGISTERED");
}

/// <summary>The address of the account was proved to be the user's own.</summary>
public sealed record UserEmailVerified : IEventMetadata<UserEmailVerified>
{
    public static EventKind<UserEmailVerified> Kind { get; } = new(Topics.User, "USER_EMAIL_VERIFIED");
}

/// <summary>The password was changed or reset.</summary>
/// <param name="Reset">By the link of a forgotten password, not by its owner with the old one.</param>
public sealed record UserPasswordChanged(bool Reset) : IEventMetadata<UserPasswordChanged>
{
    public static EventKind<UserPasswordChanged> Kind { get; } = new(Topics.User, "USER_PASSWORD_CHANGED");
}

/// <summary>Somebody signed in.</summary>
/// <param name="SessionId">The device's session.</param>
/// <param name="NewDevice">The account had never signed in from such a device.</param>
public sealed record UserSignedIn(Guid SessionId, bool NewDevice) : IEventMetadata<UserSignedIn>
{
    public static EventKind<UserSignedIn> Kind { get; } = new(Topics.User, "USER_SIGNED_IN");
}

/// <summary>Sessions were ended for the account's safety.</summary>
/// <param name="Reason"><c>token_reuse</c> when an old refresh token came back, <c>logout_all</c> when the user asked for it.</param>
public sealed record UserSessionsRevoked(string Reason) : IEventMetadata<UserSessionsRevoked>
{
    public static EventKind<UserSessionsRevoked> Kind { get; } = new(Topics.User, "USER_SESSIONS_REVOKED");
}

/// <summary>An admin gave the user another role.</summary>
public sealed record UserRoleChanged(string From, string To, Guid ChangedBy) : IEventMetadata<UserRoleChanged>
{
    public static EventKind<UserRoleChanged> Kind { get; } = new(Topics.User, "USER_ROLE_CHANGED");
}

/// <summary>The account was erased; what stays elsewhere must lose its name.</summary>
public sealed record UserDeleted : IEventMetadata<UserDeleted>
{
    public static EventKind<UserDeleted> Kind { get; } = new(Topics.User, "USER_DELETED");
}

/// <summary>What a learner tells about themselves was changed.</summary>
public sealed record ProfileUpdated : IEventMetadata<ProfileUpdated>
{
    public static EventKind<ProfileUpdated> Kind { get; } = new(Topics.User, "PROFILE_UPDATED");
}

/// <summary>XP was earned; <c>course_id</c> is the course in which, if any.</summary>
/// <param name="Source">What kind of thing it was for, as in <c>module</c>.</param>
/// <param name="SourceId">Which one; the same thing gives XP once.</param>
/// <param name="Amount">1 or more.</param>
public sealed record XpAwarded(string Source, Guid SourceId, int Amount) : IEventMetadata<XpAwarded>
{
    public static EventKind<XpAwarded> Kind { get; } = new(Topics.User, "XP_AWARDED");
}
