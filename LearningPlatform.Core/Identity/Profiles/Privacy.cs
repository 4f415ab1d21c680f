using Npgsql;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>Who sees something.</summary>
public enum Audience
{
    Everyone,
    Friends,
    Nobody,
}

/// <summary>Who sees what (document 2, <c>privacy_settings</c>).</summary>
/// <param name="Profile">The public profile as a whole.</param>
/// <param name="Activity">What they have done: skills, achievements.</param>
/// <param name="Xp">XP, level and rank.</param>
public sealed record PrivacySettings(
    Audience Profile = Audience.Everyone, Audience Activity = Audience.Friends, Audience Xp = Audience.Everyone);

/// <summary>The table <c>user_privacy</c>.</summary>
public sealed class Privacy(NpgsqlDataSource database)
{
    public async Task<PrivacySettings> GetAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select profile, activity, xp from user_privacy where user_id = $1", userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(AudienceOf(reader.GetString(0)), AudienceOf(reader.GetString(1)), AudienceOf(reader.GetString(2)))
            : new();
    }

    public async Task SetAsync(Guid userId, PrivacySettings privacy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(privacy);
        await using var command = database.Command(
            """
            insert into user_privacy (user_id, profile, activity, xp) values ($1, $2, $3, $4)
            on conflict (user_id) do update set profile = excluded.profile, activity = excluded.activity, xp = excluded.xp
            """,
            userId, Word(privacy.Profile), Word(privacy.Activity), Word(privacy.Xp));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether somebody who is, or is not, a friend belongs to <paramref name="audience"/>.</summary>
    public static bool Includes(Audience audience, bool isFriend) => audience == Audience.Everyone || (audience == Audience.Friends && isFriend);

    private static Audience AudienceOf(string word) => Enum.Parse<Audience>(word, ignoreCase: true);

    private static string Word(Audience audience) => audience.ToString().ToLowerInvariant();
}
