using System.Globalization;
using System.Text.Json.Serialization;
using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Learning;

/// <summary>Somebody on a waiting list, as the course's teachers see it.</summary>
/// <param name="Position">1 is next.</param>
/// <param name="UserId">The account.</param>
/// <param name="Name">Its display name.</param>
/// <param name="CohortId">The cohort that they wait for a seat in.</param>
/// <param name="JoinedAt">UTC.</param>
public sealed record WaitingView(long Position, Guid UserId, string Name, Guid? CohortId, DateTimeOffset JoinedAt)
{
    /// <summary>Where the list goes on: positions change, places don't.</summary>
    [JsonIgnore]
    public long Place { get; init; }
}

/// <summary>
/// The queue of a full course. Whoever joins, leaves or is promoted does so while holding the course's row, as enrolments into courses
/// with a capacity do: a freed seat goes to the first in the queue, once, and never to two.
/// </summary>
public sealed class WaitingLists(NpgsqlDataSource database, OutboxSignal signal, TimeProvider time)
{
    private const string JoinSql =
        """
        with full_course as (
            select id from courses
            where id = $1 and status = 'published' and capacity is not null
              and (seats_taken >= capacity or exists (select from waiting_list where course_id = $1))
            for no key update
        ), joined as (
            insert into waiting_list (course_id, user_id, cohort_id, joined_at) select id, $2, $3, $4 from full_course
            on conflict do nothing returning place
        )
        select (select place from joined), exists (select from full_course)
        """;

    // The course's row first: what is read after it is what holds as long as it is held.
    private const string HoldSql =
        """
        select case when status <> 'published' then 0 else coalesce(capacity - seats_taken, 1000000) end
        from courses where id = $1 for no key update
        """;

    // Who is enrolled already (by a teacher, meanwhile) leaves the queue without a seat.
    private const string PromoteSql =
        """
        with gone as (
            delete from waiting_list w using enrollments e
            where w.course_id = $1 and e.course_id = $1 and e.user_id = w.user_id returning w.user_id
        ), next as (
            select w.user_id, w.cohort_id, w.place from waiting_list w
            where w.course_id = $1 and w.user_id not in (select user_id from gone) order by w.place limit $2
        ), promoted as (
            delete from waiting_list w using next where w.course_id = $1 and w.user_id = next.user_id
            returning w.user_id, w.cohort_id, w.place
        )
        select p.user_id, p.cohort_id,
               case when u.email_verified_at is not null
                     and not exists (select from enrollments e where e.course_id = $1 and e.student_email = u.email) then u.email end
        from promoted p join users u on u.id = p.user_id order by p.place
        """;

    private const string EnrollSql =
        """
        with enrolled as (
            insert into enrollments (id, course_id, user_id, student_email, cohort_id, enrolled_at, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $6, $6) returning course_id
        )
        update courses set seats_taken = seats_taken + 1 from enrolled where courses.id = enrolled.course_id and capacity is not null
        """;

    /// <summary>Joins the queue of a full course; what the course asks for was checked before.</summary>
    /// <returns>Null, or why not.</returns>
    internal static async Task<Failure?> JoinAsync(
        NpgsqlConnection connection, Guid courseId, Guid userId, Guid? cohortId, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(JoinSql, null, courseId, userId, cohortId, time.GetUtcNow());
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            if (reader.IsDBNull(0))
            {
                return reader.GetBoolean(1) ? LearningFailures.AlreadyWaiting : LearningFailures.CourseNotFull;
            }
        }

        // A seat may have been freed a moment ago: the event's handler looks once more.
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(OutboxMessage.Of(new CourseWaitingListJoined(), userId, courseId, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return null;
    }

    /// <summary>Leaves the queue; false for who was not in it.</summary>
    public async Task<bool> LeaveAsync(Guid courseId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("delete from waiting_list where course_id = $1 and user_id = $2", courseId, userId);
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }

    /// <summary>Enrols from the queue, in its order, as many as there are seats. Does nothing when there is nothing to do.</summary>
    /// <returns>How many got a seat.</returns>
    public async Task<int> PromoteAsync(Guid courseId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var hold = connection.Command(HoldSql, transaction, courseId);
        if (await hold.ExecuteScalarAsync(cancellationToken) is not (int seats and > 0))
        {
            return 0;
        }

        var promoted = await TakeAsync(connection, courseId, seats, cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var (userId, cohortId, email) in promoted)
        {
            var (id, now) = (OrderedId.At(time.GetUtcNow()), time.GetUtcNow());
            batch.With(EnrollSql, id, courseId, userId, email, cohortId, now);
            batch.BatchCommands.Add(OutboxMessage.Of(new CourseEnrolled(id, email), userId, courseId, time).ToBatchCommand());
        }

        if (promoted.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        return promoted.Count;
    }

    /// <summary>Courses that have both: somebody who waits, and a seat.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select c.id from courses c
            where c.status = 'published' and (c.capacity is null or c.seats_taken < c.capacity)
              and c.id in (select distinct course_id from waiting_list)
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>The queue, from its front.</summary>
    public async Task<Page<WaitingView>> ListAsync(Guid courseId, int limit, long after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select w.position, w.user_id, u.display_name, w.cohort_id, w.joined_at, w.place
            from (select *, row_number() over (order by place) as position from waiting_list where course_id = $1) w
            join users u on u.id = w.user_id
            where w.place > $2 order by w.place limit $3
            """,
            courseId, after, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<WaitingView>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.Maybe<Guid?>(3), reader.Time(4))
            {
                Place = reader.GetInt64(5),
            });
        }

        return Page<WaitingView>.From(
            rows, limit, row => Cursor.Encode(row.Place.ToString(CultureInfo.InvariantCulture), row.UserId));
    }

    private static async Task<List<(Guid UserId, Guid? CohortId, string? Email)>> TakeAsync(
        NpgsqlConnection connection, Guid courseId, int seats, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(PromoteSql, null, courseId, seats);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var promoted = new List<(Guid, Guid?, string?)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            promoted.Add((reader.GetGuid(0), reader.Maybe<Guid?>(1), reader.Maybe<string>(2)));
        }

        return promoted;
    }
}
