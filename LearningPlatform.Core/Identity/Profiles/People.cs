using Npgsql;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>What a person is called where others see them.</summary>
public sealed record PersonName(string DisplayName, string? AvatarUrl)
{
    /// <summary>Stands in for an account that is not there.</summary>
    public static readonly PersonName Unknown = new("Deleted user", null);
}

/// <summary>Names for other modules' lists, all with one question.</summary>
public sealed class People(NpgsqlDataSource database)
{
    /// <summary>By id; who has no account is missing.</summary>
    public async Task<IReadOnlyDictionary<Guid, PersonName>> NamesAsync(IEnumerable<Guid> userIds, CancellationToken cancellationToken)
    {
        var names = new Dictionary<Guid, PersonName>();
        var ids = userIds.Distinct().ToArray();
        if (ids.Length == 0)
        {
            return names;
        }

        await using var command = database.Command("select id, display_name, avatar_url from users where id = any ($1)", ids);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            names[reader.GetGuid(0)] = new(reader.GetString(1), reader.Maybe<string>(2));
        }

        return names;
    }

    /// <summary>The accounts with these user names, given in lower case; unknown names have none.</summary>
    public async Task<IReadOnlyList<Guid>> ByUsernameAsync(IReadOnlyCollection<string> usernames, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id from users where username = any ($1)", (object)usernames.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>Whether the account is there and not erased.</summary>
    public async Task<bool> IsThereAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select 1 from users where id = $1 and erased_at is null", userId);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The IANA time zone that somebody has chosen; UTC where it is unknown here.</summary>
    public async Task<TimeZoneInfo> TimeZoneAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select time_zone from user_profiles where user_id = $1", userId);
        return await command.ExecuteScalarAsync(cancellationToken) is string name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
            ? zone
            : TimeZoneInfo.Utc;
    }
}
