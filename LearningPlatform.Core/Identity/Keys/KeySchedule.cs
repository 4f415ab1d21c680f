namespace LearningPlatform.Core.Identity.Keys;

/// <summary>
/// When signing keys begin and end. A key signs for 30 days; the next one is published a day before it signs, so that every service
/// knows it by then, and one that no longer signs stays published until the last token it signed has expired.
/// </summary>
public static class KeySchedule
{
    public static readonly TimeSpan SigningTime = TimeSpan.FromDays(30);
    public static readonly TimeSpan PublishedAhead = TimeSpan.FromDays(1);

    // Longer than an access token lives, by the clock skew that services allow and then some.
    public static readonly TimeSpan PublishedAfter = IdentitySettings.AccessTokenLifetime + TimeSpan.FromMinutes(15);

    // After a long stop nobody was there to make the next key in time: services get a moment to fetch it.
    private static readonly TimeSpan ShortNotice = TimeSpan.FromMinutes(10);

    /// <summary>
    /// When a key to be made now starts to sign; null when none is needed. <paramref name="newest"/> is from when the newest key signs
    /// (it may lie ahead), null when there is none.
    /// </summary>
    public static DateTimeOffset? NextStart(DateTimeOffset? newest, DateTimeOffset now)
    {
        if (newest is null)
        {
            return now;
        }

        var due = newest.Value + SigningTime;
        if (now < due - PublishedAhead)
        {
            return null;
        }

        return due > now + ShortNotice ? due : now + ShortNotice;
    }

    /// <summary>Whether a key whose successor signs since <paramref name="replacedAt"/> may be forgotten.</summary>
    public static bool IsOver(DateTimeOffset replacedAt, DateTimeOffset now) => now > replacedAt + PublishedAfter;
}
