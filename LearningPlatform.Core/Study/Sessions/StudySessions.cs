using LearningPlatform.Core.Documents;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Study.Live;
using LearningPlatform.Core.Study.Rooms;
using LearningPlatform.Core.Study.Timers;
using Npgsql;

namespace LearningPlatform.Core.Study.Sessions;

/// <summary>
/// Starts, keeps alive and ends study sessions. The end is one transaction: the running row goes, the day's minutes are counted, the event
/// is written. The document and the XP come from the event, each once, however often they are made; so a crash anywhere loses neither and
/// doubles neither.
/// </summary>
public sealed class StudySessions(
    NpgsqlDataSource database,
    ActiveSessions running,
    IDocumentCollection<StudySession> ended,
    RoomMemberships memberships,
    RoomTimers timers,
    OutboxSignal signal,
    RoomFeed feed,
    TimeProvider time)
{
    private const int Looks = 5;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(100);

    public static readonly Failure NotFound = Failure.NotFound("SESSION_NOT_FOUND", "There is no such study session.");
    private static readonly Failure AlreadyRuns = Failure.Conflict("SESSION_ACTIVE", "A study session of yours is running. End it first.");
    private static readonly Failure HasEnded = Failure.Conflict("SESSION_ENDED", "The study session has ended.");

    /// <summary>Starts one, in a room if the caller studies there. A forgotten one of theirs ends with its last sign of life.</summary>
    public async Task<Outcome<SessionView>> StartAsync(Guid userId, Guid? roomId, CancellationToken cancellationToken)
    {
        if (roomId is { } room
            && (await memberships.RequireAsync(room, userId, RoomAction.Contribute, cancellationToken)).Failure is { } refusal)
        {
            return refusal;
        }

        var now = time.GetUtcNow();
        var session = new ActiveSession(OrderedId.At(now), userId, roomId, StudyActivity.StartingAt(now), 0);
        if (!await running.StartAsync(session, cancellationToken))
        {
            if (await running.FindAsync(userId, cancellationToken) is not { } old || !old.Activity.IsForgotten(now))
            {
                return AlreadyRuns;
            }

            await EndAsync(old.Id, userId, onlyIfForgotten: true, cancellationToken);
            if (!await running.StartAsync(session, cancellationToken))
            {
                return AlreadyRuns;
            }
        }

        await TellAsync(session, RoomEvents.SessionStarted, cancellationToken);
        return SessionView.Of(session);
    }

    /// <summary>A sign of life.</summary>
    public async Task<Outcome<SessionView>> PingAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken) =>
        await running.PingAsync(sessionId, userId, time.GetUtcNow(), cancellationToken) is { } session
            ? SessionView.Of(session)
            : await WhyNotAsync(sessionId, userId, cancellationToken);

    /// <summary>Ends the caller's session now.</summary>
    public Task<Outcome<SessionView>> EndAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken) =>
        EndAsync(sessionId, userId, onlyIfForgotten: false, cancellationToken);

    /// <summary>Ends a session with its last sign of life, if it is still forgotten; who came back meanwhile goes on.</summary>
    public Task<Outcome<SessionView>> EndForgottenAsync(ActiveSession session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return EndAsync(session.Id, session.UserId, onlyIfForgotten: true, cancellationToken);
    }

    /// <summary>Writes the ended session down; doing it again changes nothing.</summary>
    public Task<bool> KeepAsync(Guid userId, StudySessionEnded session, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(session);
        return ended.InsertAsync(session.SessionId, StudySession.Of(userId, session), cancellationToken);
    }

    private async Task<Outcome<SessionView>> EndAsync(
        Guid sessionId, Guid userId, bool onlyIfForgotten, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        // A phase that is over counts for the session even if no worker has come by yet; in a transaction of its own, before this one's locks.
        if (await running.FindAsync(userId, cancellationToken) is { RoomId: { } roomId })
        {
            await timers.AdvanceAsync(roomId, cancellationToken);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await ActiveSessions.LockAsync(connection, transaction, sessionId, userId, cancellationToken) is not { } session)
        {
            return await WhyNotAsync(sessionId, userId, cancellationToken);
        }

        if (onlyIfForgotten && !session.Activity.IsForgotten(now))
        {
            return AlreadyRuns;
        }

        var activity = session.Activity.IsForgotten(now) ? session.Activity : session.Activity.Ping(now);
        var xp = await CountAsync(connection, transaction, userId, activity, cancellationToken);
        var report = new StudySessionEnded(
            sessionId, session.RoomId, activity.Start, activity.LastSign, ActiveSessions.Flat(activity.Gaps), session.Pomodoros, xp);
        await using (var batch = new NpgsqlBatch(connection, transaction).With("delete from active_sessions where session_id = $1", sessionId))
        {
            batch.BatchCommands.Add(OutboxMessage.Of(report, userId, null, time).ToBatchCommand());
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        // From here on Workers would do the rest as well; done here, the caller finds it in the history at once.
        await KeepAsync(userId, report, cancellationToken);
        await TellAsync(session, RoomEvents.SessionEnded, cancellationToken);
        return SessionView.Of(sessionId, StudySession.Of(userId, report));
    }

    /// <summary>Adds to the day's minutes and says what the session is worth. The caller holds the person's only session, so nobody counts beside it.</summary>
    private static async Task<int> CountAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid userId, StudyActivity activity, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(activity.Start.UtcDateTime);
        await using var counted = connection.Command(
            "select coalesce(max(minutes), 0) from study_days where user_id = $1 and day = $2", transaction, userId, day);
        var minutes = SessionXp.Minutes(activity.Active, (int)(await counted.ExecuteScalarAsync(cancellationToken))!);
        await using var add = connection.Command(
            """
            insert into study_days (user_id, day, minutes) values ($1, $2, $3)
            on conflict (user_id, day) do update set minutes = study_days.minutes + excluded.minutes
            """,
            transaction, userId, day, minutes);
        await add.ExecuteNonQueryAsync(cancellationToken);
        return SessionXp.For(minutes);
    }

    private async Task<Failure> WhyNotAsync(Guid sessionId, Guid userId, CancellationToken cancellationToken)
    {
        for (var look = 1; ; look++)
        {
            if (await ended.GetAsync(sessionId, cancellationToken) is { } session)
            {
                return session.Body.UserId == userId ? HasEnded : NotFound;
            }

            if (look == Looks)
            {
                return NotFound;
            }

            // The document follows the commit that ends a session, so that whoever ends it at the same moment may come in between.
            await Task.Delay(LookAgainAfter, time, cancellationToken);
        }
    }

    private async Task TellAsync(ActiveSession session, RoomEventKind<SessionChange> kind, CancellationToken cancellationToken)
    {
        if (session.RoomId is { } room)
        {
            await feed.PublishAsync(room, kind, new(session.UserId, session.Id), cancellationToken);
        }
    }
}
