using Npgsql;

namespace LearningPlatform.Core.Identity.Profiles;

/// <summary>Finds people by the names that they sign in with.</summary>
public sealed class UserNames(NpgsqlDataSource database)
{
    /// <summary>The accounts with these user names, lower case; unknown names have none.</summary>
    public async Task<IReadOnlyList<Guid>> FindAsync(IReadOnlyCollection<string> usernames, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select id from users where username = any ($1)", usernames.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }
}
