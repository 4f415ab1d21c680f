using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Study.Sessions;

/// <summary>A session that runs.</summary>
public sealed record ActiveSession(Guid Id, Guid UserId, Guid? RoomId, StudyActivity Activity, int Pomodoros);

/// <summary>
/// The running sessions: one row a person, which is what makes two at a time impossible. A document could not do that (it has no unique
/// field, and its change and the event's would be two commits), so a session becomes a document when it has ended.
/// </summary>
public sealed class ActiveSessions(NpgsqlDataSource database)
{
    private const string Columns = "session_id, user_id, room_id, started_at, last_ping_at, inactive, pomodoros";

    /// <summary>False when one runs already.</summary>
    public async Task<bool> StartAsync(ActiveSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        await using var command = database.Command(
            """
            insert into active_sessions (user_id, session_id, room_id, started_at, last_ping_at) values ($1, $2, $3::uuid, $4, $4)
            on conflict do nothing
            """,
            session.UserId, session.Id, (object?)session.RoomId, session.Activity.Start);
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The one that runs, or null.</summary>
    public async Task<ActiveSession?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command($"select {Columns} from active_sessions where user_id = $1", userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    /// <summary>Books a sign of life; null when no such session runs.</summary>
    public async Task<ActiveSession?> PingAsync(Guid sessionId, Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, transaction, sessionId, userId, cancellationToken) is not { } session)
        {
            return null;
        }

        var activity = session.Activity.Ping(now);
        await using var command = connection.Command(
            "update active_sessions set last_ping_at = $2, inactive = $3 where session_id = $1",
            transaction, sessionId, activity.LastSign, Flat(activity.Gaps));
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return session with { Activity = activity };
    }

    /// <summary>The session goes on without the room: its owner is not in it any more.</summary>
    public async Task LeaveRoomAsync(Guid userId, Guid roomId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "update active_sessions set room_id = null where user_id = $1 and room_id = $2", userId, roomId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Sessions whose owner seems to have forgotten them, the oldest first; look again under the lock.</summary>
    public async Task<IReadOnlyList<ActiveSession>> ForgottenAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"select {Columns} from active_sessions where last_ping_at < $1 or started_at < $2 order by last_ping_at limit $3",
            now - StudyActivity.ForgottenAfter, now - StudyActivity.LongestSession, limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var sessions = new List<ActiveSession>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sessions.Add(Read(reader));
        }

        return sessions;
    }

    /// <summary>The session, locked until the transaction ends; null when it does not run.</summary>
    internal static async Task<ActiveSession?> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid sessionId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            $"select {Columns} from active_sessions where session_id = $1 and user_id = $2 for update", transaction, sessionId, userId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    internal static DateTimeOffset[] Flat(IReadOnlyList<Gap> gaps) => [.. gaps.SelectMany(gap => new[] { gap.Start, gap.End })];

    private static ActiveSession Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetGuid(1),
        reader.IsDBNull(2) ? null : reader.GetGuid(2),
        new(
            reader.Time(3),
            reader.Time(4),
            [.. reader.GetFieldValue<DateTimeOffset[]>(5).Chunk(2).Select(pair => new Gap(pair[0], pair[1]))]),
        reader.GetInt32(6));
}
