using LearningPlatform.Core.Catalog;
using LearningPlatform.Core.Data;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Learning;
using LearningPlatform.Core.Learning.Progress;
using Microsoft.EntityFrameworkCore;

namespace LearningPlatform.Core.Assessments;

/// <summary>Who reads an assessment.</summary>
public enum Reader
{
    Learner,
    Teacher,
}

/// <summary>Says who may see and take an assessment: learners who are enrolled in its course, and those who teach it.</summary>
/// <remarks>
/// What closes while an attempt runs (its module, the course, the assessment itself) lets it be finished until its own end, as in Moodle
/// and Canvas; the enrolment must last as long as the attempt.
/// </remarks>
public sealed class LearnerAccess(
    LearningDbContext db, CourseTeachers teachers, EnrollmentQueries enrollments, CourseAccess courses, LearnerStates learners)
{
    /// <summary>The assessment with its items, and as whom <paramref name="caller"/> reads it. A draft is not found by learners.</summary>
    public async Task<Outcome<(Assessment Assessment, Reader Reader)>> ReadAsync(
        Guid id, Caller caller, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        var assessment = await db.Set<Assessment>().AsNoTracking().Include(assessment => assessment.Items)
            .FirstOrDefaultAsync(assessment => assessment.Id == id, cancellationToken);
        if (assessment is null)
        {
            return AssessmentFailures.NotFound;
        }

        if (await teachers.MayTeachAsync(assessment.CourseId, caller, cancellationToken))
        {
            return (assessment, Reader.Teacher);
        }

        if (assessment.Status == AssessmentStatus.Draft)
        {
            return AssessmentFailures.NotFound;
        }

        return await RefuseAsync(assessment.CourseId, caller.UserId, cancellationToken) is { } failure
            ? failure
            : (assessment, Reader.Learner);
    }

    /// <summary>
    /// The assessment, for who wants to start an attempt: enrolled, within the cohort's time, and the lesson that it belongs to is open.
    /// The course's teachers have the preview instead, unless they are enrolled too.
    /// </summary>
    public async Task<Outcome<Assessment>> TakeAsync(Guid id, Caller caller, CancellationToken cancellationToken)
    {
        if (!(await ReadAsync(id, caller, cancellationToken)).TryGet(out var read, out var failure))
        {
            return failure;
        }

        return read.Assessment.Status == AssessmentStatus.Draft
            ? AssessmentFailures.NotFound
            : await courses.RefuseWorkAsync(read.Assessment.CourseId, caller.UserId, id, cancellationToken) is { } refusal
                ? refusal
                : read.Assessment;
    }

    /// <summary>When the learner's cohort ends, and work in the course with it; null for never.</summary>
    internal async Task<DateTimeOffset?> EndOfWorkAsync(Guid courseId, Guid userId, CancellationToken cancellationToken) =>
        (await learners.FindAsync(courseId, userId, cancellationToken))?.Cohort?.EndsAt;

    /// <summary>The assessment with its items, whoever asks; for those whose right to it is settled.</summary>
    internal Task<Assessment> AssessmentOfAsync(Guid id, CancellationToken cancellationToken) =>
        db.Set<Assessment>().AsNoTracking().Include(assessment => assessment.Items)
            .FirstAsync(assessment => assessment.Id == id, cancellationToken);

    /// <summary>Null for who is enrolled.</summary>
    public async Task<Failure?> RefuseAsync(Guid courseId, Guid userId, CancellationToken cancellationToken) =>
        await enrollments.IsEnrolledAsync(courseId, userId, cancellationToken) ? null : AssessmentFailures.NotEnrolled;
}
