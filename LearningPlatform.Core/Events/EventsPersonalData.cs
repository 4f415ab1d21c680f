using LearningPlatform.Core.Identity.Personal;
using Npgsql;

namespace LearningPlatform.Core.Events;

/// <summary>Events are gone within moments of their handling; only those that were given up stay, and are forgotten with the person.</summary>
public sealed class EventsPersonalData : IPersonalData
{
    public string Name => "events";

    public async Task EraseAsync(
        Guid userId, NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("delete from dead_letters where user_id = $1", connection, transaction)
        {
            Parameters = { new() { Value = userId } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
