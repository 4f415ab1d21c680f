using System.Text.Json;
using LearningPlatform.Core.Notifications;
using Npgsql;

namespace LearningPlatform.Realtime.Notifications;

/// <summary>What a client has not seen yet.</summary>
internal sealed class MissedNotifications(NpgsqlDataSource database)
{
    // Fits into a connection's queue; more than that is better listed over HTTP.
    private const int Most = 100;

    public async Task<long> CountUnreadAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select count(*) from notifications where user_id = $1 and in_app and read_at is null");
        command.Parameters.Add(new() { Value = userId });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Those after <paramref name="lastId"/>, oldest first.</summary>
    public async Task<IReadOnlyList<NotificationView>> SinceAsync(Guid userId, Guid lastId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"select id, kind, data, created_at, read_at from notifications where user_id = $1 and in_app and id > $2 order by id limit {Most}");
        command.Parameters.Add(new() { Value = userId });
        command.Parameters.Add(new() { Value = lastId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var missed = new List<NotificationView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (NotificationKinds.TryParse(reader.GetString(1), out var kind))
            {
                missed.Add(new(
                    reader.GetGuid(0),
                    kind,
                    JsonSerializer.Deserialize(reader.GetString(2), NotificationJson.Default.JsonElement),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetFieldValue<DateTimeOffset?>(4)));
            }
        }

        return missed;
    }
}
