using System.Text.Json;
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

/// <summary>What somebody wants to be told and to show.</summary>
/// <param name="Notifications">Kind of notification → whether it is wanted; what is absent is on.</param>
/// <param name="Privacy">Who sees what.</param>
public sealed record PreferencesView(IReadOnlyDictionary<string, bool> Notifications, PrivacySettings Privacy);

/// <summary>The table <c>user_preferences</c>; somebody without a row has the defaults.</summary>
public sealed class Preferences(NpgsqlDataSource database)
{
    public async Task<PreferencesView> GetAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select notifications, profile, activity, xp from user_preferences where user_id = $1", userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                JsonSerializer.Deserialize<Dictionary<string, bool>>(reader.GetString(0))!,
                new(AudienceOf(reader.GetString(1)), AudienceOf(reader.GetString(2)), AudienceOf(reader.GetString(3))))
            : new(new Dictionary<string, bool>(StringComparer.Ordinal), new());
    }

    public async Task SetAsync(Guid userId, PreferencesView preferences, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(preferences);
        var privacy = preferences.Privacy;
        await using var command = database.Command(
            """
            insert into user_preferences (user_id, notifications, profile, activity, xp) values ($1, $2::jsonb, $3, $4, $5)
            on conflict (user_id) do update set notifications = excluded.notifications, profile = excluded.profile,
                                                activity = excluded.activity, xp = excluded.xp
            """,
            userId, JsonSerializer.Serialize(preferences.Notifications), Word(privacy.Profile), Word(privacy.Activity), Word(privacy.Xp));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Whether somebody who is, or is not, a friend belongs to <paramref name="audience"/>.</summary>
    public static bool Includes(Audience audience, bool isFriend) => audience == Audience.Everyone || (audience == Audience.Friends && isFriend);

    private static Audience AudienceOf(string word) => Enum.Parse<Audience>(word, ignoreCase: true);

    private static string Word(Audience audience) => audience.ToString().ToLowerInvariant();
}
