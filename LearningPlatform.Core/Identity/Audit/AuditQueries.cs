using Npgsql;

namespace LearningPlatform.Core.Identity.Audit;

/// <summary>An entry of the audit log as admins see it.</summary>
public sealed record AuditView(
    long Id, DateTimeOffset At, string Action, Guid? ActorId, Guid? SubjectId, string? Network, string Details);

/// <summary>Reads the audit log.</summary>
public sealed class AuditQueries(NpgsqlDataSource database)
{
    /// <summary>Entries before <paramref name="before"/> (an id), the newest first; filters are optional.</summary>
    public async Task<List<AuditView>> ListAsync(
        string? action, Guid? userId, long? before, int limit, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "id < $1" };
        var values = new List<object?> { before ?? long.MaxValue };
        if (action is not null)
        {
            values.Add(action);
            conditions.Add($"action = ${values.Count}");
        }

        if (userId is not null)
        {
            values.Add(userId);
            conditions.Add($"(subject_id = ${values.Count} or actor_id = ${values.Count})");
        }

        await using var command = database.Command(
            $"""
            select id, at, action, actor_id, subject_id, network, details from audit_log
            where {string.Join(" and ", conditions)} order by id desc limit {limit}
            """,
            [.. values]);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<AuditView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            entries.Add(new(
                reader.GetInt64(0), reader.Time(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.Maybe<string>(5), reader.GetString(6)));
        }

        return entries;
    }
}
