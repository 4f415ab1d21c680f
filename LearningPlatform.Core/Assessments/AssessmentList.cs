using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Identity;
using Npgsql;

namespace LearningPlatform.Core.Assessments;

/// <summary>A course's assessments, for the enrolled and the course's teachers.</summary>
public sealed class AssessmentList(NpgsqlDataSource database, LearnerAccess access, CourseTeachers teachers)
{
    private const string Select =
        """
        select id, course_id, title, status, opens_at, closes_at, time_limit_seconds from assessments
        where course_id = $1 and ($2 or status = 'published') and ($3::uuid is null or id < $3) order by id desc limit $4
        """;

    /// <summary>Newest first; drafts only for teachers.</summary>
    public async Task<Outcome<Page<AssessmentSummary>>> OfCourseAsync(
        Guid courseId, int limit, Cursor? after, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var refusal = await teachers.RefuseAsync(courseId, caller, cancellationToken);
        if (refusal is not null && await access.RefuseAsync(courseId, caller.UserId, cancellationToken) is { } notEnrolled)
        {
            // Who may know of the course hears why not; of a draft, nothing.
            return refusal.Kind == FailureKind.NotFound ? refusal : notEnrolled;
        }

        await using var command = database.Command(Select, courseId, refusal is null, after?.Id, limit + 1);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<AssessmentSummary>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new(
                reader.GetGuid(0),
                reader.GetGuid(1),
                reader.GetString(2),
                Enum.Parse<AssessmentStatus>(reader.GetString(3), ignoreCase: true),
                reader.MaybeTime(4),
                reader.MaybeTime(5),
                reader.Maybe<int?>(6)));
        }

        return Page<AssessmentSummary>.From(rows, limit, assessment => Cursor.Encode("", assessment.Id));
    }
}
