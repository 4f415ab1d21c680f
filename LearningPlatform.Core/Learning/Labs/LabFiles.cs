using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>
/// Removes what was handed in for labs that are gone. A trigger notes each of them in the transaction that deletes it, alone or with its
/// course; the note stays for a day, for a hand-in that was on its way at that moment. A crash half-way loses nothing.
/// </summary>
public sealed class LabFiles(NpgsqlDataSource database, Uploads uploads, TimeProvider time)
{
    private static readonly TimeSpan KeepsNote = TimeSpan.FromDays(1);

    public async Task RemoveOrphansAsync(CancellationToken cancellationToken)
    {
        var from = time.GetUtcNow();
        foreach (var labId in await RemovedLabsAsync(cancellationToken))
        {
            await uploads.DeleteUsedAsync(UploadPurpose.Submission, labId, cancellationToken);
        }

        await using var command = database.Command("delete from removed_labs where removed_at < $1", from - KeepsNote);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>> RemovedLabsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command("select lab_id from removed_labs order by removed_at");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }
}
