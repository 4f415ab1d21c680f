namespace LearningPlatform.Core.Identity;

/// <summary>Who asks: what the access token says, checked already.</summary>
/// <param name="UserId">The account.</param>
/// <param name="Role">The role when the token was issued (at most 15 minutes ago).</param>
/// <param name="SessionId">The device's session that the token belongs to.</param>
public sealed record Caller(Guid UserId, Role Role, Guid SessionId)
{
    public bool IsAdmin => Role == Role.Admin;

    /// <summary>Instructors and admins may author.</summary>
    public bool MayTeach => Role is Role.Instructor or Role.Admin;

    /// <summary>The owner of a thing, or an admin.</summary>
    public bool Owns(Guid ownerId) => UserId == ownerId || IsAdmin;
}
