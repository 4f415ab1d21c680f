using System.Text.Json;
using LearningPlatform.Core.Identity;
using Npgsql;
using NpgsqlTypes;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>The working copy of a course's outline.</summary>
/// <param name="CourseId">The course.</param>
/// <param name="Version">Counts the edits; the ETag. 0 before the first one.</param>
/// <param name="HasChanges">Whether learners see something else than this.</param>
/// <param name="Outline">The outline itself.</param>
public sealed record OutlineDraft(Guid CourseId, int Version, bool HasChanges, CourseOutline Outline);

/// <summary>
/// Keeps the working copies: one document a course, begun from what is published at the first edit and never thrown away, so that its
/// version only grows. Edits of one course come one after another; who names by <c>If-Match</c> a version that is past is refused.
/// </summary>
public sealed class CourseDrafts(NpgsqlDataSource database, CourseTeachers teachers, TimeProvider time)
{
    /// <summary>The working copy, for who may teach the course.</summary>
    public async Task<Outcome<OutlineDraft>> GetAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var command = database.Command(
            $"""
            select coalesce(d.version, 0), coalesce(d.version <> d.published_version, false),
                   coalesce(d.outline, {OutlineSql.Published})::text
            from courses c left join course_drafts d on d.course_id = c.id where c.id = $1
            """,
            courseId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new OutlineDraft(courseId, reader.GetInt32(0), reader.GetBoolean(1), Parse(reader.GetString(2)))
            : CourseAuthoring.NotFound;
    }

    /// <summary>Makes one edit.</summary>
    /// <param name="courseId">The course.</param>
    /// <param name="caller">Must be one of its teachers.</param>
    /// <param name="precondition">Refuses a version that the caller has not seen.</param>
    /// <param name="change">One of <see cref="OutlineEdits"/>.</param>
    /// <param name="cancellationToken">Ends the work; nothing is changed then.</param>
    /// <param name="shows">Media that the edit brings in.</param>
    public async Task<Outcome<OutlineDraft>> EditAsync(
        Guid courseId,
        Caller caller,
        Func<int, Failure?> precondition,
        Func<CourseOutline, Outcome<CourseOutline>> change,
        CancellationToken cancellationToken,
        params IReadOnlyCollection<Guid> shows)
    {
        ArgumentNullException.ThrowIfNull(precondition);
        ArgumentNullException.ThrowIfNull(change);
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await LockAsync(connection, courseId, caller, cancellationToken) is not { } draft)
        {
            return CourseAuthoring.NotFound;
        }

        if (precondition(draft.Version) is { } stale)
        {
            return stale;
        }

        if (!change(draft.Outline).TryGet(out var outline, out var failure))
        {
            return failure;
        }

        if (await CourseMedia.AttachAsync(connection, courseId, shows, caller, cancellationToken) is { } unknown)
        {
            return unknown;
        }

        await SaveAsync(connection, courseId, outline, caller, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new OutlineDraft(courseId, draft.Version + 1, true, outline);
    }

    internal static CourseOutline Parse(string json) => JsonSerializer.Deserialize(json, OutlineJson.Default.CourseOutline)!;

    internal static string Write(CourseOutline outline) => JsonSerializer.Serialize(outline, OutlineJson.Default.CourseOutline);

    /// <summary>The working copy, begun if need be, for this transaction alone; null when the course is gone.</summary>
    private async Task<(int Version, CourseOutline Outline)?> LockAsync(
        NpgsqlConnection connection, Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection)
            .With(
                $"""
                insert into course_drafts (course_id, outline, version, updated_by, updated_at)
                select c.id, {OutlineSql.Published}, 0, $2, $3 from courses c
                where c.id = $1 and not exists (select from course_drafts where course_id = $1)
                on conflict do nothing
                """,
                courseId, caller.UserId, time.GetUtcNow())
            .With("select version, outline::text from course_drafts where course_id = $1 for update", courseId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt32(0), Parse(reader.GetString(1))) : null;
    }

    private async Task SaveAsync(
        NpgsqlConnection connection, Guid courseId, CourseOutline outline, Caller caller, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update course_drafts set outline = $2, version = version + 1, updated_by = $3, updated_at = $4 where course_id = $1", connection)
        {
            Parameters =
            {
                new() { Value = courseId },
                new() { Value = Write(outline), NpgsqlDbType = NpgsqlDbType.Jsonb },
                new() { Value = caller.UserId },
                new() { Value = time.GetUtcNow() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
