using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Catalog.Authoring;

/// <summary>A published version in a list.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Modules">How many modules it has.</param>
/// <param name="Lessons">How many lessons it has.</param>
/// <param name="PublishedBy">Who published it; null for who has left.</param>
/// <param name="PublishedByName">Their display name.</param>
/// <param name="PublishedAt">UTC.</param>
public sealed record VersionSummary(
    int Number, int Modules, int Lessons, Guid? PublishedBy, string? PublishedByName, DateTimeOffset PublishedAt);

/// <summary>A published version with everything in it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="PublishedAt">UTC.</param>
/// <param name="Outline">As learners saw it.</param>
public sealed record VersionDetail(int Number, DateTimeOffset PublishedAt, CourseOutline Outline);

/// <summary>What was published of a course, for its teachers.</summary>
public sealed class CourseVersions(NpgsqlDataSource database, CourseTeachers teachers, CourseDrafts drafts)
{
    private static readonly Failure NotFound = Failure.NotFound("VERSION_NOT_FOUND", "The course has no such version.");

    /// <summary>The versions that can come back, newest first.</summary>
    public async Task<Outcome<Page<VersionSummary>>> ListAsync(Guid courseId, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var command = database.Command(
            """
            select v.number, jsonb_array_length(v.outline->'modules'),
                   (select count(*) from jsonb_array_elements(v.outline->'modules') m, jsonb_array_elements(m->'lessons'))::int,
                   v.published_by, u.display_name, v.published_at
            from course_versions v left join users u on u.id = v.published_by
            where v.course_id = $1 order by v.number desc
            """,
            courseId);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var versions = new List<VersionSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add(new(
                reader.GetInt32(0),
                reader.GetInt32(1),
                reader.GetInt32(2),
                await reader.IsDBNullAsync(3, cancellationToken) ? null : reader.GetGuid(3),
                reader.Maybe<string>(4),
                reader.Time(5)));
        }

        return new Page<VersionSummary>(versions, null);
    }

    /// <summary>One version in full.</summary>
    public async Task<Outcome<VersionDetail>> GetAsync(Guid courseId, int number, Caller caller, CancellationToken cancellationToken)
    {
        if (await teachers.RefuseAsync(courseId, caller, cancellationToken) is { } refusal)
        {
            return refusal;
        }

        await using var command = database.Command(
            "select published_at, outline::text from course_versions where course_id = $1 and number = $2", courseId, number);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new VersionDetail(number, reader.Time(0), CourseDrafts.Parse(reader.GetString(1)))
            : NotFound;
    }

    /// <summary>Makes a version the working copy again; learners see it when that is published.</summary>
    public async Task<Outcome<OutlineDraft>> RestoreAsync(
        Guid courseId, int number, Caller caller, Func<int, Failure?> precondition, CancellationToken cancellationToken) =>
        (await GetAsync(courseId, number, caller, cancellationToken)).TryGet(out var version, out var failure)
            ? await drafts.EditAsync(courseId, caller, precondition, _ => version.Outline, cancellationToken)
            : failure;
}
