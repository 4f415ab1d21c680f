using System.Text.Json.Nodes;
using Npgsql;

namespace LearningPlatform.Core.Identity.Personal;

/// <summary>
/// What a module keeps on a person beyond rows whose foreign key names the account: those are exported and erased without any code.
/// Register it with <c>AddSingleton&lt;IPersonalData, …&gt;</c> in Workers.
/// </summary>
public interface IPersonalData
{
    /// <summary>The section of the export.</summary>
    string Name { get; }

    /// <summary>For the export; null when there is nothing.</summary>
    Task<JsonNode?> ExportAsync(Guid userId, CancellationToken cancellationToken) => Task.FromResult<JsonNode?>(null);

    /// <summary>Their files in the object storage: exported in the ZIP, and removed unless they stay. May be asked again after a crash.</summary>
    Task<IReadOnlyList<PersonalFile>> FilesAsync(Guid userId, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<PersonalFile>>([]);

    /// <summary>
    /// Removes or anonymises before the rows go. What is done on <paramref name="connection"/> is part of the erasure's transaction;
    /// anything else must bear to be done again.
    /// </summary>
    Task EraseAsync(Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken) =>
        Task.CompletedTask;
}

/// <summary>A file of somebody's.</summary>
/// <param name="Bucket">Where it is.</param>
/// <param name="Key">Under which key.</param>
/// <param name="Name">What it is called in the ZIP, with the folder.</param>
/// <param name="Stays">Whether an erasure leaves it, as others go on using it.</param>
public sealed record PersonalFile(string Bucket, string Key, string Name, bool Stays = false);
