using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>Says which courses come before a course.</summary>
public sealed class CoursePrerequisites(
    NpgsqlDataSource database, CourseTeachers teachers, CatalogCache cache, OutboxSignal signal, TimeProvider time)
{
    public const int MaxCount = 20;

    private static readonly Failure Unknown = Failure.Invalid("course_ids", "Only courses of the catalogue or your own, each once.");

    private static readonly Failure Cycle = Failure.Conflict(
        "PREREQUISITE_CYCLE", "The courses would wait for each other: nobody could ever begin them.");

    /// <summary>Replaces the courses that come before <paramref name="courseId"/>.</summary>
    public async Task<Failure?> SetAsync(
        Guid courseId,
        IReadOnlyCollection<Guid> prerequisites,
        Caller caller,
        Func<int, Failure?> precondition,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prerequisites);
        ArgumentNullException.ThrowIfNull(precondition);
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await CheckAsync(connection, courseId, prerequisites, caller, precondition, cancellationToken) is { } failure)
        {
            return failure;
        }

        await using var batch = new NpgsqlBatch(connection).With(
            "update courses set prerequisites = $2, updated_at = $3, version = version + 1 where id = $1",
            courseId, prerequisites.ToArray(), time.GetUtcNow());
        var changed = new CoursePrerequisitesChanged([.. prerequisites]);
        batch.BatchCommands.Add(OutboxMessage.Of(changed, caller.UserId, courseId, time).ToBatchCommand());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        await cache.InvalidateAsync();
        return null;
    }

    private static async Task<Failure?> CheckAsync(
        NpgsqlConnection connection,
        Guid courseId,
        IReadOnlyCollection<Guid> prerequisites,
        Caller caller,
        Func<int, Failure?> precondition,
        CancellationToken cancellationToken)
    {
        // One at a time on the whole platform: two courses that name each other at the same moment would both find no cycle.
        await using var batch = new NpgsqlBatch(connection)
            .With("select pg_advisory_xact_lock(hashtextextended('course-prerequisites', 0))")
            .With("select version from courses where id = $1 for update", courseId)
            .With(
                """
                select count(*) from courses c
                where c.id = any($1)
                  and (c.status <> 'draft' or $3 or c.instructor_id = $2
                       or exists (select from course_instructors where course_id = c.id and user_id = $2))
                """,
                prerequisites.ToArray(), caller.UserId, caller.IsAdmin)
            .With(
                """
                with recursive before (id) as (
                    select unnest($2::uuid[])
                    union
                    select unnest(c.prerequisites) from before join courses c on c.id = before.id
                )
                select exists (select from before where id = $1)
                """,
                courseId, prerequisites.ToArray());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return CourseAuthoring.NotFound;
        }

        if (precondition(reader.GetInt32(0)) is { } stale)
        {
            return stale;
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (reader.GetInt64(0) != prerequisites.Count)
        {
            return Unknown;
        }

        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetBoolean(0) ? Cycle : null;
    }
}
