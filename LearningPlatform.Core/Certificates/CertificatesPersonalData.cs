using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Certificates;

/// <summary>
/// Who leaves keeps what they have earned: their certificates lose the name and the account, and whoever has the code still hears that a
/// certificate with this number was issued for this course, on this day.
/// </summary>
public sealed class CertificatesPersonalData : IPersonalData
{
    public string Name => "certificates";

    public async Task EraseAsync(Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = connection.Command("update certificates set holder = null where user_id = $1", transaction, userId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
