using LearningPlatform.Core.Files;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>Which media belong to which courses, and who may read them for that.</summary>
public sealed class CourseMedia(NpgsqlDataSource database, Uploads uploads, TimeProvider time)
{
    private static readonly Failure Unknown = Failure.Invalid("media_id", "No such medium: upload it with the purpose media first.");

    /// <summary>
    /// Gives a course media to show, in the transaction that makes it show them: the caller's own, or those that it has already. Null when
    /// all of them are.
    /// </summary>
    internal static async Task<Failure?> AttachAsync(
        NpgsqlConnection connection, Guid courseId, IReadOnlyCollection<Guid> ids, Caller caller, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return null;
        }

        await using var known = connection.Command(
            "select id from unnest($2) id where not exists (select from course_media where course_id = $1 and media_id = id)",
            null, courseId, ids.Distinct().ToArray());
        IReadOnlyList<Guid> added;
        await using (var reader = await known.ExecuteReaderAsync(cancellationToken))
        {
            added = await reader.ReadIdsAsync(cancellationToken);
        }

        return await AddAsync(connection, courseId, added, caller.UserId, cancellationToken) == added.Count ? null : Unknown;
    }

    /// <summary>Gives a course media of <paramref name="ownerId"/>, or of anybody; says how many of them there are.</summary>
    internal static async Task<int> AddAsync(
        NpgsqlConnection connection, Guid courseId, IReadOnlyCollection<Guid> ids, Guid? ownerId, CancellationToken cancellationToken)
    {
        var kept = await Uploads.KeepMediaAsync(connection, ids, ownerId, cancellationToken);
        await using var add = connection.Command(
            "insert into course_media (course_id, media_id) select $1, unnest($2) on conflict do nothing", null, courseId, kept.ToArray());
        await add.ExecuteNonQueryAsync(cancellationToken);
        return kept.Count;
    }

    /// <summary>Every medium that the course shows, or showed in a version that can come back.</summary>
    public async Task<IReadOnlyList<Guid>> KnownAsync(Guid courseId, CancellationToken cancellationToken)
    {
        await using var command = database.Command("select media_id from course_media where course_id = $1", courseId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadIdsAsync(cancellationToken);
    }

    /// <summary>Lets media go that a course showed, unless another one does.</summary>
    public async Task ReleaseAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);
        await using var command = database.Command(
            "select id from unnest($1) id where not exists (select from course_media where media_id = id)", ids.ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var free = await reader.ReadIdsAsync(cancellationToken);
        await uploads.ReleaseMediaAsync(free, cancellationToken);
    }

    /// <summary>
    /// Whether somebody may read a medium as a teacher of a course that has it; and otherwise the released modules that show it, whose
    /// learners may once they are open to them.
    /// </summary>
    public async Task<(bool AsTeacher, IReadOnlyList<(Guid CourseId, Guid ModuleId)> InModules)> ReadersAsync(
        Guid mediaId, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        await using var batch = database.CreateBatch()
            .With(
                """
                select exists (
                    select from course_media cm join courses c on c.id = cm.course_id
                    where cm.media_id = $1
                      and (c.instructor_id = $2 or exists (select from course_instructors where course_id = c.id and user_id = $2)))
                """,
                mediaId, caller.UserId)
            .With(
                """
                select distinct m.course_id, m.id from lessons l join course_modules m on m.id = l.module_id
                where l.media_id = $1 and l.removed_at is null and m.removed_at is null and (m.release_at is null or m.release_at <= $2)
                """,
                mediaId, time.GetUtcNow());
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var asTeacher = caller.MayTeach && reader.GetBoolean(0);
        await reader.NextResultAsync(cancellationToken);
        var modules = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            modules.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return (asTeacher, modules);
    }
}
