using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Sessions;
using Npgsql;

namespace LearningPlatform.Core.Study.Timers;

/// <summary>What somebody does to a timer.</summary>
public enum TimerAction
{
    Start,
    Pause,
    Resume,
    Stop,
}

/// <summary>An order to a timer.</summary>
/// <param name="Action">What to do.</param>
/// <param name="Phase">With start: focus, or a break of its own.</param>
/// <param name="Focus">With start: how long a focus is from now on; null: as before.</param>
/// <param name="Break">With start: how long a break is from now on; null: as before.</param>
public sealed record TimerOrder(TimerAction Action, TimerPhase Phase, TimeSpan? Focus, TimeSpan? Break);

/// <summary>The rooms' timers: a row each, so that a phase's end and the pomodoros it gives are one transaction.</summary>
public sealed class RoomTimers(NpgsqlDataSource database, RoomMemberships memberships, RoomFeed feed, TimeProvider time)
{
    private const string Columns = "started_by, phase, state, focus_seconds, break_seconds, ends_at, seconds_left, completed";

    /// <summary>The room's timer as it stands now.</summary>
    public async Task<Outcome<TimerView>> GetAsync(Guid roomId, Guid userId, CancellationToken cancellationToken)
    {
        if ((await memberships.RequireAsync(roomId, userId, RoomAction.See, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        await using var command = database.Command($"select {Columns} from room_timers where room_id = $1", roomId);
        var timer = await ReadAsync(command, cancellationToken) ?? RoomTimer.New;
        var now = time.GetUtcNow();
        return TimerView.Of(roomId, timer.At(now).Timer, now);
    }

    /// <summary>Starts, pauses, resumes or stops it, for the whole room.</summary>
    public async Task<Outcome<TimerView>> ChangeAsync(Guid roomId, Guid userId, TimerOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        if ((await memberships.RequireAsync(roomId, userId, RoomAction.RunTimer, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        await AdvanceAsync(roomId, cancellationToken);
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var timer = await LockAsync(connection, transaction, roomId, cancellationToken);
        var changed = order.Action switch
        {
            TimerAction.Start => timer.Start(userId, order.Phase, order.Focus, order.Break, now),
            TimerAction.Pause => timer.Pause(now),
            TimerAction.Resume => timer.Resume(now),
            _ => timer.Stop(),
        };
        if (!changed.TryGet(out var next, out var failure))
        {
            return failure;
        }

        await StoreAsync(connection, transaction, roomId, next, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        var view = TimerView.Of(roomId, next, now);
        await feed.PublishAsync(roomId, EventOf(order.Action), view, cancellationToken);
        return view;
    }

    /// <summary>
    /// Ends what is over by now: the pomodoro counts for those who were studying in the room for at least its second half and were still at
    /// it. False when nothing was over.
    /// </summary>
    public async Task<bool> AdvanceAsync(Guid roomId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var timer = await LockAsync(connection, transaction, roomId, cancellationToken);
        var (next, done) = timer.At(now);
        if (next == timer)
        {
            return false;
        }

        if (done is not null)
        {
            await CountAsync(connection, transaction, roomId, done, cancellationToken);
        }

        await StoreAsync(connection, transaction, roomId, next, now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.PublishAsync(roomId, TimerEvents.PhaseEnded, TimerView.Of(roomId, next, now), cancellationToken);
        return true;
    }

    /// <summary>Rooms whose timer's phase is over, for Workers.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            "select room_id from room_timers where state = 'running' and ends_at <= $1 order by ends_at limit $2", time.GetUtcNow(), limit);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>For a room that is gone.</summary>
    public async Task RemoveAsync(Guid roomId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("delete from room_timers where room_id = $1", roomId);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static RoomEventKind<TimerView> EventOf(TimerAction action) => action switch
    {
        TimerAction.Start => TimerEvents.Started,
        TimerAction.Pause => TimerEvents.Paused,
        TimerAction.Resume => TimerEvents.Resumed,
        _ => TimerEvents.Stopped,
    };

    private static async Task<RoomTimer> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid roomId, CancellationToken cancellationToken)
    {
        // Held by the room's id, since the first start finds no row to lock.
        await using (var gate = connection.Command("select pg_advisory_xact_lock(hashtextextended($1, 0))", transaction, $"study:timer:{roomId}"))
        {
            await gate.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = connection.Command($"select {Columns} from room_timers where room_id = $1", transaction, roomId);
        return await ReadAsync(command, cancellationToken) ?? RoomTimer.New;
    }

    private static async Task CountAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid roomId, FocusPhase done, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            update active_sessions set pomodoros = pomodoros + 1, last_pomodoro_at = $2
            where room_id = $1 and started_at <= $3 and last_ping_at >= $4 and (last_pomodoro_at is null or last_pomodoro_at < $2)
            """,
            transaction, roomId, done.End, done.Start + ((done.End - done.Start) / 2), done.End - StudyActivity.LongestPause);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task StoreAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid roomId, RoomTimer timer, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using var command = connection.Command(
            """
            insert into room_timers (room_id, started_by, phase, state, focus_seconds, break_seconds, ends_at, seconds_left, completed, changed_at)
            values ($1, $2::uuid, $3, $4, $5, $6, $7::timestamptz, $8::int, $9, $10)
            on conflict (room_id) do update set
                started_by = excluded.started_by, phase = excluded.phase, state = excluded.state, focus_seconds = excluded.focus_seconds,
                break_seconds = excluded.break_seconds, ends_at = excluded.ends_at, seconds_left = excluded.seconds_left,
                completed = excluded.completed, changed_at = excluded.changed_at
            """,
            transaction,
            roomId, timer.StartedBy, Word(timer.Phase), Word(timer.State), (int)timer.Focus.TotalSeconds, (int)timer.Break.TotalSeconds,
            timer.EndsAt, timer.Left is { } left ? (int)Math.Ceiling(left.TotalSeconds) : null, timer.Completed, now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<RoomTimer?> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.IsDBNull(0) ? null : reader.GetGuid(0),
                Enum.Parse<TimerPhase>(reader.GetString(1), ignoreCase: true),
                Enum.Parse<TimerState>(reader.GetString(2), ignoreCase: true),
                TimeSpan.FromSeconds(reader.GetInt32(3)),
                TimeSpan.FromSeconds(reader.GetInt32(4)),
                reader.MaybeTime(5),
                reader.IsDBNull(6) ? null : TimeSpan.FromSeconds(reader.GetInt32(6)),
                reader.GetInt32(7))
            : null;
    }

    private static string Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();
}
