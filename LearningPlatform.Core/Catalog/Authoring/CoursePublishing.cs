using LearningPlatform.Core.Events;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>
/// Makes the working copy what learners see, in one transaction with the version that records it, its events and the course's status.
/// Learners in the middle keep what they have done: modules and lessons are the same rows as before.
/// </summary>
public sealed class CoursePublishing(
    NpgsqlDataSource database, CourseTeachers teachers, CatalogCache cache, OutboxSignal signal, TimeProvider time)
{
    /// <summary>How many versions of a course can come back.</summary>
    public const int VersionsKept = 50;

    /// <summary>Puts the course into the catalogue with its working copy; with nothing to change it changes nothing.</summary>
    public async Task<Failure?> PublishAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, courseId, cancellationToken) is not { } state)
        {
            return CourseAuthoring.NotFound;
        }

        if (state is { IsListed: true, HasChanges: false })
        {
            return null;
        }

        await using (var batch = new NpgsqlBatch(connection))
        {
            AddStatements(batch, state, caller);
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        signal.Raise();
        await cache.InvalidateAsync();
        return null;
    }

    /// <summary>Holds the course and its working copy: edits and other publications wait.</summary>
    private static async Task<State?> LockAsync(NpgsqlConnection connection, Guid courseId, CancellationToken cancellationToken)
    {
        // No key update: an edit that gives the course a medium looks at its row, too, while it holds the working copy.
        await using var batch = new NpgsqlBatch(connection)
            .With("select from courses where id = $1 for no key update", courseId)
            .With("select from course_drafts where course_id = $1 for update", courseId)
            .With(
                $"""
                select c.title, c.instructor_id, c.status = 'published',
                       coalesce(d.version <> d.published_version, false), coalesce(d.outline, {OutlineSql.Published})::text,
                       coalesce((select max(number) from course_versions v where v.course_id = c.id), 0) + 1
                from courses c left join course_drafts d on d.course_id = c.id where c.id = $1
                """,
                courseId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                courseId,
                reader.GetString(0),
                reader.GetGuid(1),
                reader.GetBoolean(2),
                reader.GetBoolean(3),
                reader.GetString(4),
                reader.GetInt32(5))
            : null;
    }

    private void AddStatements(NpgsqlBatch batch, State state, Caller caller)
    {
        var now = time.GetUtcNow();
        if (state.HasChanges)
        {
            foreach (var sql in OutlineSql.Publish)
            {
                batch.BatchCommands.Add(new(sql)
                {
                    Parameters = { new() { Value = state.CourseId }, Json(state.Outline), new() { Value = now } },
                });
            }
        }

        batch.BatchCommands.Add(new(
            """
            update courses set status = 'published', published_at = coalesce(published_at, $3), updated_at = $3, version = version + 1,
                               completion_rule = $2->>'completion_rule', minimum_score = ($2->>'minimum_score')::int
            where id = $1
            """)
        {
            Parameters = { new() { Value = state.CourseId }, Json(state.Outline), new() { Value = now } },
        });
        batch.With("update course_drafts set published_version = version where course_id = $1", state.CourseId);
        batch.BatchCommands.Add(new(
            "insert into course_versions (course_id, number, outline, published_by, published_at) values ($1, $2, $3, $4, $5)")
        {
            Parameters =
            {
                new() { Value = state.CourseId },
                new() { Value = state.Number },
                Json(state.Outline),
                new() { Value = caller.UserId },
                new() { Value = now },
            },
        });
        batch.With("delete from course_versions where course_id = $1 and number <= $2", state.CourseId, state.Number - VersionsKept);
        AddEvents(batch, state, caller, now);
    }

    private void AddEvents(NpgsqlBatch batch, State state, Caller caller, DateTimeOffset now)
    {
        if (!state.IsListed)
        {
            var published = CourseEvents.Changed("COURSE_PUBLISHED", state.CourseId, state.Title, state.InstructorId, caller, now);
            batch.BatchCommands.Add(published.ToBatchCommand());
        }

        var version = new CourseVersionPublished(state.Title, state.Number);
        batch.BatchCommands.Add(OutboxMessage.Of(version, caller.UserId, state.CourseId, time).ToBatchCommand());
    }

    private static NpgsqlParameter Json(string outline) => new() { Value = outline, NpgsqlDbType = NpgsqlDbType.Jsonb };

    private sealed record State(
        Guid CourseId, string Title, Guid InstructorId, bool IsListed, bool HasChanges, string Outline, int Number);
}
