namespace LearningPlatform.Core.Identity.Sessions;

/// <summary>What is stored about a refresh token that somebody presents, read under its session's lock.</summary>
/// <param name="ExpiresAt">Of the token.</param>
/// <param name="UsedAt">When it was exchanged; null if it is the family's newest.</param>
/// <param name="SuccessorIsNewest">For a used one: nobody has used what it was exchanged for.</param>
/// <param name="IsRevoked">The session was ended.</param>
public sealed record RefreshState(DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, bool SuccessorIsNewest, bool IsRevoked);

/// <summary>What a presented refresh token gets.</summary>
public enum RefreshVerdict
{
    /// <summary>A new token in its place.</summary>
    Rotate,

    /// <summary>The token that it was exchanged for already: the other tab was a moment faster.</summary>
    Repeat,

    /// <summary>Nothing: expired, or its session was ended.</summary>
    Refuse,

    /// <summary>Nothing, and the whole family ends: an old token in somebody's hands means that it was copied.</summary>
    Reuse,
}

/// <summary>The rule of one use (issue of refresh tokens: RFC 9700, section 4.14.2).</summary>
public static class RefreshRule
{
    public static RefreshVerdict Judge(RefreshState state, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.IsRevoked || state.ExpiresAt <= now)
        {
            return RefreshVerdict.Refuse;
        }

        if (state.UsedAt is not { } usedAt)
        {
            return RefreshVerdict.Rotate;
        }

        return state.SuccessorIsNewest && now - usedAt <= IdentitySettings.RefreshGrace ? RefreshVerdict.Repeat : RefreshVerdict.Reuse;
    }
}
