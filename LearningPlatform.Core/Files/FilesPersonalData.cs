using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Files;

/// <summary>
/// Somebody's uploads. Media stay when their author leaves, like the courses they are part of, but no longer lead to a person; the rows of
/// all the others go with the account, and their bytes by the trigger on them.
/// </summary>
public sealed class FilesPersonalData(NpgsqlDataSource database) : IPersonalData
{
    public string Name => "uploads";

    public async Task<IReadOnlyList<PersonalFile>> FilesAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select bucket, object_key, id, file_name, purpose = 'media' from uploads
            where user_id = $1 and state = 'ready' order by id
            """,
            userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var files = new List<PersonalFile>();
        while (await reader.ReadAsync(cancellationToken))
        {
            files.Add(new(reader.GetString(0), reader.GetString(1), $"{reader.GetGuid(2)}/{reader.GetString(3)}", reader.GetBoolean(4)));
        }

        return files;
    }

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var media = connection.Command(
            "update uploads set user_id = null where user_id = $1 and purpose = 'media' and state = 'ready'", transaction, userId);
        await media.ExecuteNonQueryAsync(cancellationToken);
    }
}
