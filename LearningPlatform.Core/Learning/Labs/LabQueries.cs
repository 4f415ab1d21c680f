using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning.Progress;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace LearningPlatform.Core.Learning.Labs;

/// <summary>A lab in a list.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="CourseId">Its course.</param>
/// <param name="Title">At most 200 characters.</param>
/// <param name="Status">draft or published.</param>
/// <param name="Verification">none, instructor or webhook.</param>
/// <param name="Skills">What it trains.</param>
/// <param name="EstimatedMinutes">The author's estimate.</param>
/// <param name="Steps">How many.</param>
/// <param name="MyStatus">Of the caller's latest attempt; null without one.</param>
public sealed record LabSummary(
    Guid Id,
    Guid CourseId,
    string Title,
    LabStatus Status,
    LabVerification Verification,
    string[] Skills,
    int? EstimatedMinutes,
    int Steps,
    LabAttemptStatus? MyStatus);

/// <summary>How somebody is doing in a lab, for the view over everything.</summary>
public sealed record LabProgress(
    Guid LabId,
    Guid CourseId,
    string Title,
    LabAttemptStatus Status,
    int Attempts,
    decimal? Score,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? CompletedAt);

/// <summary>Reads labs and attempts.</summary>
public sealed class LabQueries(LearningDbContext db, NpgsqlDataSource database, CourseTeachers teachers, CourseAccess access)
{
    private const int MaxProgress = 500;

    /// <summary>The published labs of the caller's courses; of a course that the caller teaches, drafts, too. By age.</summary>
    public async Task<Page<LabSummary>> ListAsync(Guid? courseId, Caller caller, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        var teaches = courseId is { } id && await teachers.MayTeachAsync(id, caller, cancellationToken);
        await using var command = database.Command(
            """
            select l.id, l.course_id, l.title, l.status, l.verification, l.skills, l.estimated_minutes, jsonb_array_length(l.steps),
                   (select a.status from lab_attempts a where a.lab_id = l.id and a.user_id = $2 order by a.number desc limit 1)
            from labs l
            where ($1::uuid is null or l.course_id = $1) and l.id > $3
              and ($4 or (l.status = 'published' and l.course_id in (select course_id from enrollments where user_id = $2)))
            order by l.id limit $5
            """,
            courseId, caller.UserId, after?.Id ?? Guid.Empty, teaches, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LabSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                Enum.Parse<LabStatus>(reader.GetString(3), ignoreCase: true),
                Enum.Parse<LabVerification>(reader.GetString(4), ignoreCase: true),
                reader.GetFieldValue<string[]>(5),
                reader.Maybe<int?>(6),
                reader.GetInt32(7),
                reader.Maybe<string>(8) is { } status ? Enum.Parse<LabAttemptStatus>(status, ignoreCase: true) : null));
        }

        return Page<LabSummary>.From(rows, limit, lab => Cursor.Encode("", lab.Id));
    }

    /// <summary>The lab, for a teacher of its course, or a learner who may work on it now.</summary>
    public async Task<Outcome<Lab>> FindAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { } lab)
        {
            return LabFailures.NotFound;
        }

        return await teachers.MayTeachAsync(lab.CourseId, caller, cancellationToken)
            ? lab
            : await ForLearnerAsync(lab, caller.UserId, cancellationToken);
    }

    /// <summary>The lab, for a learner who may work on it now. Who is not in the course does not hear of it.</summary>
    public async Task<Outcome<Lab>> ForLearnerAsync(Lab lab, Guid userId, CancellationToken cancellationToken)
    {
        var refusal = lab.Status == LabStatus.Published
            ? await access.RefuseWorkAsync(lab.CourseId, userId, lab.Id, cancellationToken)
            : LabFailures.NotFound;
        return refusal is null ? lab
            : refusal == ProgressFailures.NotEnrolled || refusal.Kind == FailureKind.NotFound ? LabFailures.NotFound
            : refusal;
    }

    /// <summary>Whether somebody is in the lab's course and the lab is published, open to them or not.</summary>
    public async Task<bool> MayKnowAsync(Guid labId, Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select exists (
                select from labs l join enrollments e on e.course_id = l.course_id
                where l.id = $1 and l.status = 'published' and e.user_id = $2)
            """,
            labId, userId);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The lab, whoever asks.</summary>
    public Task<Lab?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<Lab>().FirstOrDefaultAsync(lab => lab.Id == id, cancellationToken);

    /// <summary>Newest first: everybody's, or one learner's.</summary>
    public async Task<Page<LabAttempt>> AttemptsAsync(
        Guid labId, Guid? userId, LabAttemptStatus? status, int limit, Cursor? after, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            $"""
            select {LabAttempt.Columns} from lab_attempts a join users u on u.id = a.user_id
            where a.lab_id = $1 and ($2::uuid is null or a.user_id = $2) and ($3::text is null or a.status = $3)
              and ($4::uuid is null or a.id < $4)
            order by a.id desc limit $5
            """,
            labId, userId, status?.ToString().ToLowerInvariant(), after?.Id, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LabAttempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(LabAttempt.Read(reader));
        }

        return Page<LabAttempt>.From(rows, limit, attempt => Cursor.Encode("", attempt.Id));
    }

    /// <summary>Every lab that somebody has handed in something for, by the latest attempt.</summary>
    public async Task<IReadOnlyList<LabProgress>> ProgressAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var command = database.Command(
            """
            select distinct on (l.id) l.id, l.course_id, l.title, a.status, a.number, a.score, a.submitted_at,
                   case when a.status = 'accepted' then a.decided_at end
            from lab_attempts a join labs l on l.id = a.lab_id
            where a.user_id = $1 order by l.id, a.number desc limit $2
            """,
            userId, MaxProgress);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<LabProgress>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                Enum.Parse<LabAttemptStatus>(reader.GetString(3), ignoreCase: true),
                reader.GetInt32(4),
                reader.Maybe<decimal?>(5),
                reader.Time(6),
                reader.MaybeTime(7)));
        }

        return rows;
    }
}
